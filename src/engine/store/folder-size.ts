import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** A file directly in a folder. */
export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written or used, milliseconds since 1970. */
  readonly usedAt: number;
}

/** The bytes of all files below a folder; 0 for one that does not exist. Files that go away meanwhile do not count. */
export async function sizeOfFolder(folder: string): Promise<number> {
  const files = await filesOf(folder, { recursive: true });
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The files of a folder with their sizes. */
export async function filesOf(folder: string, { recursive = false } = {}): Promise<SizedFile[]> {
  const entries = await readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
  const files: SizedFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined) files.push({ path, bytes: found.size, usedAt: found.mtimeMs });
  }
  return files;
}
