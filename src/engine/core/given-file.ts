import { readFile, stat } from "node:fs/promises";
import { LatentuneError } from "./errors.ts";

/**
 * The bytes of a file that a user names.
 * @param what it is, such as `The audio model`
 * @param maxBytes more than any such file has
 * @throws {LatentuneError} if it is no regular file or too large, and the system's error if it cannot be read.
 */
export async function readGivenFile(path: string, what: string, maxBytes: number): Promise<Buffer> {
  // Asked before opening: opening a named pipe would wait for a writer.
  const status = await stat(path);
  if (!status.isFile())
    throw new LatentuneError(`${what} is not a regular file.`, { file: path, remedy: "Name a file." });
  if (status.size > maxBytes) {
    throw new LatentuneError(`${what} has ${status.size} bytes, more than the ${maxBytes} that such a file may have.`, {
      file: path,
      remedy: "Check whether it is the right file.",
    });
  }
  return readFile(path);
}
