import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { formatBytes } from "../../shared/format.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import type { Services } from "../services.ts";

/** Deletes what can be computed again, after saying how much it is. */
export async function clearCache({ workspace, engine }: Services): Promise<void> {
  const { path, dataDir } = await readyWorkspace(workspace, { needsLyrics: false });
  const sizes = await Promise.all(["cache", "checkpoints"].map((name) => folderSize(join(path, ".latentune", name))));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes === 0) {
    await vscode.window.showInformationMessage("The cache is empty.");
    return;
  }
  const clear = "Clear Cache";
  const pressed = await vscode.window.showWarningMessage(
    `Clear ${formatBytes(bytes)} of cached features, models and pictures?`,
    { modal: true, detail: "Kept runs and results stay. The next run computes everything anew." },
    clear,
  );
  if (pressed !== clear) return;
  const freed = await engine.request("clearCache", { workspace: path, dataDir });
  await vscode.window.showInformationMessage(`Cleared ${formatBytes(freed.bytes)}.`);
}

/** Bytes of all files below a folder; 0 if it is not there. What vanishes meanwhile is not counted. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
