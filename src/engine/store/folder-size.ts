import { readdir, stat } from "node:fs/promises";
import type { Dirent } from "node:fs";
import { join } from "node:path";
import { mapParallel } from "../core/parallel.ts";

/** A file directly in a folder. */
export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written or used, milliseconds since 1970. */
  readonly usedAt: number;
}

/** The bytes of all files below a folder; 0 for one that does not exist. Files that go away meanwhile do not count. */
export async function sizeOfFolder(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of await filesOf(folder)) bytes += file.bytes;
  // Folder after folder: of millions of files a list would be larger than memory.
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory()) bytes += await sizeOfFolder(join(folder, entry.name));
  }
  return bytes;
}

/** The files of a folder with their sizes. */
export async function filesOf(folder: string): Promise<SizedFile[]> {
  const files = (await entriesOf(folder)).filter((entry) => entry.isFile());
  const sized = await mapParallel(files, async ({ name }): Promise<SizedFile | undefined> => {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    return found && { path, bytes: found.size, usedAt: found.mtimeMs };
  });
  return sized.filter((file) => file !== undefined);
}

function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
