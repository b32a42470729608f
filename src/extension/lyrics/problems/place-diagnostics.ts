import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { CellSpan } from "../../../shared/table/csv-scan.ts";
import { movedLine, type ContentChange } from "./line-changes.ts";
import type { Columns } from "../../../shared/table/columns.ts";
import { recordAt, type RecordLines } from "../records/record-lines.ts";

/** A diagnostic at the 0-based line where it stands at present. */
export interface PlacedDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly line: number;
}

/** A part of a text, 0-based, from its first character up to but without its last. */
export interface Span {
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/** So far that it is behind any line's end: what an editor is given where nobody knows how long a line is. */
const LINE_END = 100_000;

/** Diagnostics at their lines, after the edits that were made since the text that they are about. */
export function placeDiagnostics(
  diagnostics: readonly Diagnostic[],
  edits: readonly (readonly ContentChange[])[],
): PlacedDiagnostic[] {
  const at = (line: number): number => edits.reduce((moved, changes) => movedLine(moved, changes), line);
  return diagnostics.map((diagnostic) => ({ diagnostic, line: at((diagnostic.line ?? 1) - 1) }));
}

/** What of the text a diagnostic is about: the cell where it is one, else the line. */
export function spanOf({ diagnostic, line }: PlacedDiagnostic, table: RecordLines | undefined): Span {
  const whole = { line, character: 0, endLine: line, endCharacter: LINE_END };
  if (table === undefined) return whole;
  const record = table.records[recordAt(table, line)];
  // A broken quote stands where its line is; the cells of its record are a guess.
  if (record?.firstLine !== line || record.broken) return whole;
  const cell = cellOf(diagnostic, table.columns, record.cells);
  if (cell === undefined) return whole;
  return { ...cell, line: cell.line + line, endLine: cell.endLine + line };
}

function cellOf({ code }: Diagnostic, columns: Columns, cells: readonly CellSpan[]): CellSpan | undefined {
  const column = columnOf(code);
  const cell = column === undefined ? undefined : cells[columns[column] ?? -1];
  const shown = cell !== undefined && isEmpty(cell) ? cells[columns.filename ?? -1] : cell;
  // An empty cell is nothing to underline.
  return shown === undefined || isEmpty(shown) ? undefined : shown;
}

function isEmpty({ line, character, endLine, endCharacter }: CellSpan): boolean {
  return line === endLine && character === endCharacter;
}

function columnOf(code: string): keyof Columns | undefined {
  if (code.startsWith("audio-") || code.startsWith("filename-")) return "filename";
  if (code.startsWith("language-")) return "language";
  if (code.startsWith("genre-")) return "genre";
  if (code.startsWith("lyrics-")) return "lyrics";
  return undefined;
}
