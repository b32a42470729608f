import { FATAL_DIAGNOSTICS } from "../../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { encodeCell } from "../../../shared/csv.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { CsvCell } from "./record.ts";
import type { LyricsTable } from "./lyrics-table.ts";

/** Bytes to be put in the place of others. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A column that is written to. */
export interface ColumnEdit {
  readonly name: "genre" | "language" | "lyrics";
  /** What its cells become, one per record of the table; null where a record's cell stays as it is. */
  readonly values: readonly (string | null)[];
  /** The column behind which it is inserted where the table has none, by index. */
  readonly insertAfter: number;
}

/** Diagnostics that leave in doubt where cells begin and end: such a file is not written to. */
const UNSAFE = ["quoting-broken", "nul-byte", "row-too-long"];

/** Why a table cannot be written to safely: broken quotes, too many fields, no file names, no table at all. */
function unwritable({
  columns,
  diagnostics,
}: LyricsTable): Pick<Diagnostic, "message" | "line" | "remedy"> | undefined {
  const hasNames = columns.filename !== undefined;
  const codes: readonly string[] = hasNames ? UNSAFE : FATAL_DIAGNOSTICS;
  const problem = diagnostics.find(({ code, severity }) => severity === "error" && codes.includes(code));
  if (problem !== undefined || hasNames) return problem;
  return { message: "It has no file names.", remedy: "Correct its header." };
}

/**
 * @param what is to be written: `Genres`
 * @throws {LatentuneError} if the table cannot be written to safely.
 */
export function requireWritable(table: LyricsTable, what: string): void {
  const problem = unwritable(table);
  if (problem === undefined) return;
  const { message, line, remedy } = problem;
  throw new LatentuneError(`${what} cannot be written into this table. ${message}`, { file: table.file, line, remedy });
}

/**
 * The text of `lyrics.csv` in UTF-8 with the cells of some columns replaced, or with a column inserted. Everything else stays: separators, quotes,
 * line ends, byte-order marks, unknown columns. A cell that has quotes keeps them, and a new one is quoted as its neighbour is.
 * encodeTable makes the file of it.
 *
 * @param table which {@link requireWritable} has let pass
 * @param columns of several, at most one may not be there yet, and only the last may have cells that a short row lacks
 */
export function editColumns(table: LyricsTable, columns: readonly ColumnEdit[]): Uint8Array {
  const edits = columns.flatMap((edit) => {
    const column = table.columns[edit.name];
    return column === undefined ? insertColumn(table, edit) : replaceCells(table, column, edit);
  });
  return applyEdits(
    table.source.text,
    edits.sort((a, b) => a.start - b.start),
  );
}

function replaceCells(
  { records, headerCells, separator }: LyricsTable,
  column: number,
  { values }: ColumnEdit,
): Edit[] {
  return records.flatMap(({ cells, endByte }, index): Edit[] => {
    const value = values[index] ?? null;
    if (value === null) return [];
    const cell = cells[column];
    if (cell !== undefined)
      return [{ start: cell.start, end: cell.end, text: encodeCell(value, cell.quoted, separator) }];
    // A row that ends before the column: the cells between are added empty.
    const between = separator.repeat(column - cells.length + 1);
    const text = between + encodeCell(value, headerCells[column]!.quoted, separator);
    return [{ start: endByte, end: endByte, text }];
  });
}

function insertColumn(
  { records, headerCells, separator }: LyricsTable,
  { name, values, insertAfter: before }: ColumnEdit,
): Edit[] {
  const after = (cell: CsvCell, value: string): Edit => ({
    start: cell.end,
    end: cell.end,
    text: separator + encodeCell(value, cell.quoted, separator),
  });
  const rows = records.flatMap(({ cells, endByte }, index): Edit[] => {
    const value = values[index] ?? "";
    const cell = cells[before];
    if (cell !== undefined) return [after(cell, value)];
    // A row that ends before the column needs no cell unless there is something to be written.
    if (value === "") return [];
    const between = separator.repeat(before - cells.length + 2);
    return [{ start: endByte, end: endByte, text: between + encodeCell(value, false, separator) }];
  });
  return [after(headerCells[before]!, name), ...rows];
}

/** Applies edits that are in order and do not overlap; all other bytes are copied. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let position = 0;
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(position, start), Buffer.from(text, "utf8"));
    position = end;
  }
  parts.push(bytes.subarray(position));
  return new Uint8Array(Buffer.concat(parts));
}

/** Whether rows can be put behind those that a table has. */
export function takesRows(table: LyricsTable): boolean {
  return isEmptyFile(table) || unwritable(table) === undefined;
}

/** Whether there is not even a header: rows come with one. */
export function isEmptyFile({ headerCells, diagnostics }: LyricsTable): boolean {
  return headerCells.length === 0 && diagnostics.some(({ code }) => code === "table-empty");
}
