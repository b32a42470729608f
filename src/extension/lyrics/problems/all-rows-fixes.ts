import type { CellFix, Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { cellValue, type LineSource } from "../../../shared/table/csv-scan.ts";
import { recordAt, type RecordLines } from "../records/record-lines.ts";
import type { QuickFix } from "./quick-fix.ts";
import { replaceCell, type TextEdit } from "./text-edits.ts";

/**
 * The cells that a diagnostic says how to correct: all in one step, and where there are several, those of its own row alone.
 * Rows that were inserted or deleted above the diagnostic since the check move the others with it; a cell that has another
 * value by now is left alone.
 */
export function allRowsFixes(
  { row = 0, fixes = [] }: Diagnostic,
  line: number,
  table: RecordLines,
  lines: LineSource,
): readonly QuickFix[] {
  const at = recordAt(table, line);
  const moved = at < 0 || row === 0 ? 0 : at - (row - 1);
  const open = fixes.flatMap((fix) => {
    const edit = editOf(fix, moved, table, lines);
    return edit === undefined ? [] : [{ ...fix, edit }];
  });
  const own = open.filter((fix) => fix.row === row);
  const rows = new Set(open.map((fix) => fix.row)).size;
  const [first] = own;
  const alone =
    first === undefined
      ? []
      : [
          {
            title: first.text === "" ? "Empty the cell" : `Change to “${first.text}”`,
            preferred: rows === 1,
            edits: own.map(({ edit }) => edit),
          },
        ];
  if (open.length === own.length) return alone;
  return [{ title: `Correct all ${rows} rows`, preferred: true, edits: open.map(({ edit }) => edit) }, ...alone];
}

function editOf(
  { row, column, from, text }: CellFix,
  moved: number,
  table: RecordLines,
  lines: LineSource,
): TextEdit | undefined {
  const record = table.records[row - 1 + moved];
  const cell = record?.cells[table.columns[column] ?? -1];
  if (record === undefined || cell === undefined) return undefined;
  return sameText(cellValue(lines, record.firstLine, cell), from) ? replaceCell(record, cell, text) : undefined;
}

/** The engine gives some cells without the blanks around them, and an editor has one kind of line end. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replaceAll(/\r\n|\r/g, "\n").trim();
  return plain(a) === plain(b);
}
