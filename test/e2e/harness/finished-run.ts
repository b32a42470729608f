import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { installation } from "../../../scripts/vscode/install.js";
import { extensionFolder } from "./extension-folder.ts";

/** Epochs of the finished run: its pictures mean little, its files are whole. */
const EPOCHS = 5;

/**
 * For `prepare`: puts a finished Hard run of the folder's songs into it. It is made once, by the command line of the
 * installed extension, and copied for the folders that come later; they must hold the same songs.
 */
export async function withFinishedRun(folder: string): Promise<void> {
  const bench = inject("bench");
  if ("missing" in bench) throw new Error(bench.missing);
  const kept = join(bench.extensions, "..", "finished-run");
  if (!existsSync(kept)) {
    const making = `${kept}-making`;
    await cp(folder, making, { recursive: true });
    const cli = join(await extensionFolder(bench), "dist", "cli.js");
    await promisify(execFile)(installation().node, [cli, "hard", "--workspace", making, "--epochs", String(EPOCHS)]);
    await rename(making, kept);
  }
  await cp(kept, folder, { recursive: true });
}
