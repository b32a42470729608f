import { encodeCell } from "../../../shared/csv.ts";
import { cellValue, type CellSpan, type LineSource } from "../../../shared/table/csv-scan.ts";
import type { Span } from "./place-diagnostics.ts";
import type { TableRecord } from "../records/record-lines.ts";

/** A span of a text and what is put in its place. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** Takes a record out with its line end; the last line of a text takes the line end before it. */
export function removeRecord(lines: LineSource, { firstLine, lastLine }: TableRecord): TextEdit {
  if (lastLine + 1 < lines.lineCount)
    return { line: firstLine, character: 0, endLine: lastLine + 1, endCharacter: 0, text: "" };
  const before = firstLine - 1;
  return {
    line: before,
    character: lines.lineAt(before).length,
    endLine: lastLine,
    endCharacter: lines.lineAt(lastLine).length,
    text: "",
  };
}

/** Puts a value into a cell; its quotes stay, and come where the value needs them. */
export function replaceCell({ firstLine, separator }: TableRecord, cell: CellSpan, value: string): TextEdit {
  return { ...spanAt(firstLine, cell), text: encodeCell(value, cell.quoted, separator) };
}

/** Puts a cell that holds stray quotes into quotes, so that it says what it says now by the rules. */
export function quoteCell(lines: LineSource, { firstLine }: TableRecord, cell: CellSpan): TextEdit {
  return { ...spanAt(firstLine, cell), text: encodeCell(cellValue(lines, firstLine, cell), true) };
}

function spanAt(firstLine: number, { line, character, endLine, endCharacter }: CellSpan): Span {
  return { line: firstLine + line, character, endLine: firstLine + endLine, endCharacter };
}
