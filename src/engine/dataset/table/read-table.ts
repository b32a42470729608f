import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";

/** The bytes of `lyrics.csv`. @throws {LatentuneError} if it is no regular file or too large; else the system's error. */
export function readTable(path: string): Promise<Buffer> {
  return readGivenFile(path, "The table of songs", FILE_LIMITS.table);
}
