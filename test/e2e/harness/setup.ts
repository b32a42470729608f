import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageExtension } from "../../../scripts/package.js";
import { findChromium } from "../../../scripts/vscode/chromium.js";
import { installVscode } from "../../../scripts/vscode/install.js";
import { installExtension } from "../../../scripts/vscode/server.js";

/** What the end-to-end tests find prepared: the .vsix installed once, for all their servers. */
export interface Bench {
  readonly chromium: string;
  /** The folder with the installed extension. */
  readonly extensions: string;
  /** `publisher.name` */
  readonly extensionId: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** `missing`: why there is no bench on this machine. */
    readonly bench: Bench | { readonly missing: string };
  }
}

/**
 * Packages the extension, sets VS Code up and installs the .vsix into it, once for all test files.
 * A machine without a browser or a compiler skips these tests and says why; LATENTUNE_E2E=required makes that an error.
 * LATENTUNE_VSIX names a .vsix to test instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), "latentune-e2e-"));
  try {
    project.provide("bench", await prepare(home));
  } catch (error) {
    if (process.env["LATENTUNE_E2E"] === "required" || !(error instanceof MissingTool)) throw error;
    console.warn(`End-to-end tests are skipped: ${error.message}`);
    project.provide("bench", { missing: error.message });
  }
  return () => rm(home, { recursive: true, force: true });
}

class MissingTool extends Error {}

async function prepare(home: string): Promise<Bench> {
  const [chromium, vscode] = await tools();
  const vsix = process.env["LATENTUNE_VSIX"] ?? (await packageExtension({ outdir: home })).file;
  await installExtension(vscode, vsix, home);
  const { publisher, name } = JSON.parse(await readFile("package.json", "utf8")) as { publisher: string; name: string };
  return { chromium, extensions: join(home, "extensions"), extensionId: `${publisher}.${name}` };
}

async function tools() {
  try {
    return [findChromium(), await installVscode(console.log)] as const;
  } catch (error) {
    throw new MissingTool(error instanceof Error ? error.message : String(error));
  }
}
