import { constants, type Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { FILE_LIMITS, remedyForUnreadable, whyNotReadable } from "../../shared/regular-file.ts";

// The one door of the extension to files that people may have edited, as the engine has its own. A lint rule sends
// everybody here.

export { FILE_LIMITS };

/** Without waiting for the writer of a pipe that took the file's place since it was looked at. Windows has no such flag. */
const READ = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * The bytes of a file.
 * @param what it is, such as `The table of songs`
 * @throws {Error} with its path if it is no regular file or too large; the system's error if it cannot be read.
 */
export async function readGivenFile(path: string, what: string, maxBytes: number): Promise<Buffer> {
  refuse(await stat(path), path, what, maxBytes);
  const handle = await open(path, READ);
  try {
    refuse(await handle.stat(), path, what, maxBytes);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function refuse(status: Stats, path: string, what: string, maxBytes: number): void {
  const why = whyNotReadable(status, what, maxBytes);
  if (why !== undefined) throw new Error(`${path}: ${why} ${remedyForUnreadable(status)}`);
}
