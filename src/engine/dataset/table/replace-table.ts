import { realpath, stat } from "node:fs/promises";
import { LatentuneError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { readTable } from "./read-table.ts";

/**
 * Puts new bytes in the place of `lyrics.csv`, whole at every moment and lasting. A symbolic link stays one: the file it
 * points to is written. The file's permissions stay. Nothing is written if nothing changes.
 *
 * @param path absolute
 * @param file as diagnostics name it
 * @param before the bytes that the new ones were made from
 * @returns whether the file was changed.
 * @throws {LatentuneError} if it is not what it was: somebody else has written to it.
 */
export async function replaceTable(
  path: string,
  file: string,
  before: Uint8Array,
  after: Uint8Array,
): Promise<boolean> {
  if (Buffer.compare(after, before) === 0) return false;
  const target = await realpath(path);
  if (Buffer.compare(await readTable(target), before) !== 0) {
    throw new LatentuneError("The table was changed while it was worked on; nothing was written to it.", {
      file,
      remedy: "Run the command again.",
    });
  }
  const { mode } = await stat(target);
  await writeFileAtomic(target, after, { mode: mode & 0o7777, durable: true });
  return true;
}
