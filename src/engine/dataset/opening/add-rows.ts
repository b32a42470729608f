import { encodeCell } from "../../../shared/csv.ts";
import { isLineEnd, lineEndAfter } from "../table/lines.ts";
import type { LyricsTable } from "../table/lyrics-table.ts";
import { requireWritable } from "../table/table-edits.ts";
import type { PlannedRow } from "./plan-table.ts";

/**
 * The text of `lyrics.csv` in UTF-8 with rows behind its last one, in its columns and with its separator and line ends. Every
 * byte that is there stays. Values for which the table has no column are left out.
 *
 * @throws {LatentuneError} if the table cannot be written to safely.
 */
export function withRows(table: LyricsTable, rows: readonly PlannedRow[]): Uint8Array {
  requireWritable(table, "Songs");
  const { source, separator, columns, headerCells } = table;
  const lineEnd = lineEndAfter(source.text, headerCells.at(-1)!.end);
  const lines = rows.map((row) => {
    const cells = headerCells.map(() => "");
    for (const name of ["filename", "language", "genre", "lyrics"] as const) {
      const column = columns[name];
      if (column !== undefined) cells[column] = row[name].replaceAll("\n", lineEnd);
    }
    return cells.map((cell) => encodeCell(cell, false, separator)).join(separator) + lineEnd;
  });
  const isOpen = !isLineEnd(source.text.at(-1));
  return Buffer.concat([source.text, Buffer.from((isOpen ? lineEnd : "") + lines.join(""))]);
}
