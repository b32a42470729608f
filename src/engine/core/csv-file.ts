import { createCsvReader, csvLines, type Cell } from "../../shared/csv.ts";
import { FILE_LIMITS, streamGivenFile } from "./given-file.ts";

const CHUNK_LINES = 4096;

/** A table as UTF-8, a few thousand lines at a time: one of all songs by all methods can be larger than a string. */
export function* csvChunks(columns: readonly string[], rows: Iterable<readonly Cell[]>): Generator<Uint8Array> {
  let lines: string[] = [];
  for (const line of csvLines(columns, rows)) {
    lines.push(line);
    if (lines.length < CHUNK_LINES) continue;
    yield Buffer.from(lines.join(""));
    lines = [];
  }
  yield Buffer.from(lines.join(""));
}

/**
 * The rows of a table that we wrote, cell by cell, without holding the file.
 * @throws {LatentuneError} if it is no regular file, and the system's error if it cannot be read.
 */
export async function* readCsvRows(path: string): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const reader = createCsvReader();
  for await (const chunk of streamGivenFile(path, "The table", FILE_LIMITS.runTable))
    yield* reader.push(decoder.decode(chunk, { stream: true }));
  yield* reader.end();
}
