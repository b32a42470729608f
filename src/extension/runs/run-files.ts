import { realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { FILE_LIMITS, whyNotReadable } from "../../shared/regular-file.ts";
import { isInside } from "../../shared/safe-paths.ts";
import { readGivenFile } from "../common/given-file.ts";

// A run's folder may come from anywhere: its files are read only where they really lie in it.

/**
 * The bytes of a file of a run.
 * @param file relative to the run's folder
 * @throws {Error} if it leads out of the folder, is no regular file or too large; the system's error if it cannot be read.
 */
export async function readRunFile(runDir: string, file: string, maxBytes: number): Promise<Buffer> {
  return readGivenFile(await placeOf(runDir, file), "A file of this run", maxBytes);
}

/** As {@link readRunFile} without reading, for files that the panel reads. Files that are missing are left to it. */
export async function checkRunFiles(runDir: string, files: readonly string[]): Promise<void> {
  for (const file of new Set(files)) {
    try {
      const why = whyNotReadable(await stat(await placeOf(runDir, file)), file, FILE_LIMITS.array);
      if (why !== undefined) throw new Error(`${why} Run the task again to make it anew.`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/** Where a file of a run lies, with all links followed. */
async function placeOf(runDir: string, file: string): Promise<string> {
  if (!isInside(file)) throw new Error(`“${file}” is not in the folder of this run: it is not opened.`);
  const path = await realpath(join(runDir, file));
  const way = relative(await realpath(runDir), path);
  if (isAbsolute(way) || way.split(sep)[0] === "..")
    throw new Error(`${file} of this run is a link to ${path}, out of the run's folder: it is not opened.`);
  return path;
}
