import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { findChromium } from "../scripts/vscode/chromium.js";
import type { VscodeServer } from "../scripts/vscode/server.js";

/** A real VS Code with the packaged extension, and a browser to show its windows. */
export interface RealVscode {
  /** An empty folder that goes with it. */
  readonly scratch: string;
  readonly home: string;
  readonly server: VscodeServer;
  readonly browser: Browser;
  readonly stop: () => Promise<void>;
}

/** Packs the extension, installs it and starts the server and the browser. @param args of the browser */
export async function startRealVscode({
  settings = {},
  args = [],
}: {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly args?: readonly string[];
}): Promise<RealVscode> {
  // These find the repository by their own place: they are loaded from there, not bundled.
  const { packageExtension } = await script<typeof import("../scripts/package.js")>("scripts/package.js");
  const { installVscode } = await script<typeof import("../scripts/vscode/install.js")>("scripts/vscode/install.js");
  const { installExtension, startServer } =
    await script<typeof import("../scripts/vscode/server.js")>("scripts/vscode/server.js");
  const scratch = await mkdtemp(join(tmpdir(), "latentune-bench-"));
  const home = join(scratch, "home");
  const vscode = await installVscode(console.log);
  const { file } = await packageExtension({ outdir: scratch });
  await installExtension(vscode, file, home);
  const server = await startServer(vscode, { home, settings });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox", ...args] });
  return {
    scratch,
    home,
    server,
    browser,
    stop: async () => {
      await browser.close();
      await server.stop();
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function script<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(resolve(path)).href)) as T;
}
