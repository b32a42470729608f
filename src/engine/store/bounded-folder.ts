import { rm, utimes } from "node:fs/promises";
import { filesOf } from "./folder-size.ts";

/** Deletes the files of a folder that were used longest ago, until the rest fits. Those in `keep` stay in any case. */
export async function boundFolder(folder: string, bytes: number, keep: readonly string[]): Promise<void> {
  const files = (await filesOf(folder)).sort((a, b) => a.usedAt - b.usedAt);
  const kept = new Set(keep);
  let total = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (total <= bytes) return;
    if (kept.has(file.path)) continue;
    await rm(file.path, { force: true });
    total -= file.bytes;
  }
}

/** Notes that files are used now. @returns false if one of them is not there. */
export async function touch(...paths: readonly string[]): Promise<boolean> {
  const now = new Date();
  try {
    for (const path of paths) await utimes(path, now, now);
    return true;
  } catch {
    return false;
  }
}
