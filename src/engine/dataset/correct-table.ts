import { encodeCell } from "../../shared/csv.ts";
import type { CellFix, Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { DatasetOptions } from "./dataset.ts";
import { diagnoseDataset } from "./diagnose.ts";
import type { LyricsTable } from "./table/lyrics-table.ts";
import { replaceTable } from "./table/replace-table.ts";
import { applyEdits, requireWritable, type Edit } from "./table/table-edits.ts";
import { encodeTable } from "./text/table-text.ts";

/** Which row means which file is a guess where rows have one name: only their owner can say. */
const GUESSES: readonly string[] = ["filename-duplicate"];

/** What was corrected in `lyrics.csv`. */
export interface CorrectedTable {
  readonly file: string;
  readonly cells: number;
  /** Cells by the code of the diagnostic that they took away. */
  readonly codes: Readonly<Record<string, number>>;
  /** What became what, in the order of the table. */
  readonly changes: readonly CellChange[];
}

export interface CellChange extends CellFix {
  /** Where the row begins in the file, from 1. */
  readonly line: number;
}

/**
 * Writes into `lyrics.csv` what its diagnostics say their cells should be: names as their files have them, labels in one spelling.
 * Every other byte stays.
 * @throws {LatentuneError} if the table cannot be written to safely, or is changed meanwhile. @throws {CancelledError}
 */
export async function correctTable(options: DatasetOptions, signal?: AbortSignal): Promise<CorrectedTable> {
  const { dataset, diagnostics } = await diagnoseDataset(options, signal);
  const { table, tableBytes, paths } = dataset;
  const certain = diagnostics.filter(({ file, code }) => file === table.file && !GUESSES.includes(code));
  const edits = new Map<number, Edit & { readonly change: CellChange }>();
  const codes: Record<string, number> = {};
  for (const diagnostic of certain) {
    for (const edit of editsOf(diagnostic, table)) {
      if (edits.has(edit.start)) continue;
      edits.set(edit.start, edit);
      codes[diagnostic.code] = (codes[diagnostic.code] ?? 0) + 1;
    }
  }
  const sorted = [...edits.values()].sort((a, b) => a.start - b.start);
  if (sorted.length > 0) {
    requireWritable(table, "Corrections");
    const after = encodeTable(table.source, applyEdits(table.source.text, sorted), table);
    await replaceTable(paths.lyricsTable, table.file, tableBytes, after);
  }
  return { file: table.file, cells: sorted.length, codes, changes: sorted.map(({ change }) => change) };
}

function editsOf(
  { fixes = [] }: Diagnostic,
  { records, columns, separator }: LyricsTable,
): (Edit & { readonly change: CellChange })[] {
  return fixes.flatMap((fix) => {
    const record = records[fix.row - 1];
    const cell = record?.cells[columns[fix.column] ?? -1];
    if (record === undefined || cell === undefined) return [];
    const text = encodeCell(fix.text, cell.quoted, separator);
    return [{ start: cell.start, end: cell.end, text, change: { ...fix, line: record.firstLine } }];
  });
}
