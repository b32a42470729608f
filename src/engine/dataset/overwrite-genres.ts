import { LatentuneError } from "../core/errors.ts";
import type { CsvCell } from "./csv.ts";
import type { LyricsTable } from "./lyrics-table.ts";

/** Bytes to be put in the place of others. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Findings that leave in doubt where cells begin and end or how text is encoded: such a file is not written to. */
const UNSAFE = ["quoting-broken", "not-utf8", "nul-byte", "row-too-long"];

/**
 * The bytes of `lyrics.csv` with the genres written into its column `genre`; where there is none, it is inserted after
 * `language` (or after `filename`). Every other byte stays: quotes, line ends, byte-order mark, unknown columns. A cell
 * that has quotes keeps them, and a new one is quoted as its neighbour is. Cells that have the genre already, and rows
 * whose genre is empty, stay as they are, so writing twice changes nothing.
 *
 * @param bytes the file that `table` was parsed from.
 * @param genres one per record of the table; empty where a row has none.
 * @throws {LatentuneError} if the table cannot be written to safely: broken quotes, too many fields, not UTF-8.
 */
export function overwriteLyricsGenres(bytes: Uint8Array, table: LyricsTable, genres: readonly string[]): Uint8Array {
  const unsafe = table.findings.find(({ code, severity }) => severity === "error" && UNSAFE.includes(code));
  if (unsafe !== undefined || table.columns.filename === undefined) {
    const line = unsafe?.line === undefined ? {} : { line: unsafe.line };
    throw new LatentuneError(`Genres cannot be written into this table. ${unsafe?.message ?? "It has no file names."}`, {
      file: table.file,
      ...line,
      remedy: unsafe?.remedy ?? "Correct its header.",
    });
  }
  const edits = table.columns.genre === undefined ? insertColumn(table, genres) : replaceCells(table, genres);
  return applyEdits(bytes, edits);
}

function replaceCells({ records, columns, headerCells }: LyricsTable, genres: readonly string[]): Edit[] {
  const column = columns.genre!;
  return records.flatMap(({ cells, genre: old, endByte }, index): Edit[] => {
    const genre = genres[index]!;
    if (genre === "" || genre === old) return [];
    const cell = cells[column];
    if (cell !== undefined) return [{ start: cell.start, end: cell.end, text: encodeCell(genre, cell.quoted) }];
    // A row that ends before the column: the cells between are added empty.
    const commas = ",".repeat(column - cells.length + 1);
    return [{ start: endByte, end: endByte, text: commas + encodeCell(genre, headerCells[column]!.quoted) }];
  });
}

function insertColumn({ records, columns, headerCells }: LyricsTable, genres: readonly string[]): Edit[] {
  const before = columns.language ?? columns.filename!;
  const after = (cell: CsvCell, value: string): Edit => ({
    start: cell.end,
    end: cell.end,
    text: `,${encodeCell(value, cell.quoted)}`,
  });
  const rows = records.flatMap(({ cells, endByte }, index): Edit[] => {
    const genre = genres[index]!;
    const cell = cells[before];
    if (cell !== undefined) return [after(cell, genre)];
    // A row that ends before the column needs no cell unless there is a genre to be written.
    if (genre === "") return [];
    return [{ start: endByte, end: endByte, text: `${",".repeat(before - cells.length + 2)}${encodeCell(genre, false)}` }];
  });
  return [after(headerCells[before]!, "genre"), ...rows];
}

/** A cell with the quotes that it needs, or had. */
function encodeCell(value: string, quoted: boolean): string {
  return quoted || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Applies edits that are in order and do not overlap; all other bytes are copied. */
function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let position = 0;
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(position, start), Buffer.from(text, "utf8"));
    position = end;
  }
  parts.push(bytes.subarray(position));
  return new Uint8Array(Buffer.concat(parts));
}
