import { encodeCell } from "../../../shared/csv.ts";
import { COLUMNS, columnsOf } from "../../../shared/table/columns.ts";
import { isLineEnd, lineEndAfter } from "../table/lines.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";
import { isEmptyFile, requireWritable } from "../table/table-edits.ts";
import { bomLength } from "../text/table-text.ts";
import type { PlannedRow } from "./plan-table.ts";

/**
 * The text of `lyrics.csv` in UTF-8 with rows behind its last one, in its columns and with its separator and line ends. Every
 * byte that is there stays. Values for which the table has no column are left out. An empty file gets a header as well.
 *
 * @throws {LatentuneError} if the table cannot be written to safely.
 */
export function withRows(table: LyricsTable, rows: readonly PlannedRow[]): Uint8Array {
  const { source, separator } = table;
  const isEmpty = isEmptyFile(table);
  if (!isEmpty) requireWritable(table, "Songs");
  const columns = isEmpty ? columnsOf(COLUMNS) : table.columns;
  const width = isEmpty ? COLUMNS.length : table.headerCells.length;
  const lineEnd = isEmpty ? "\n" : lineEndAfter(source.text, table.headerCells.at(-1)!.end);
  const lines = rows.map((row) => {
    const cells = Array.from({ length: width }, () => "");
    for (const name of COLUMNS) {
      const column = columns[name];
      if (column !== undefined) cells[column] = row[name].replaceAll("\n", lineEnd);
    }
    return cells.map((cell) => encodeCell(cell, false, separator)).join(separator) + lineEnd;
  });
  if (isEmpty) lines.unshift(COLUMNS.join(separator) + lineEnd);
  const isOpen = source.text.length > bomLength(source.text) && !isLineEnd(source.text.at(-1));
  return Buffer.concat([source.text, Buffer.from((isOpen ? lineEnd : "") + lines.join(""))]);
}
