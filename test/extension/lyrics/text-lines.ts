import type { LineSource } from "../../../src/shared/table/csv-scan.ts";
import type { Span } from "../../../src/extension/lyrics/problems/place-diagnostics.ts";
import type { TextEdit } from "../../../src/extension/lyrics/problems/text-edits.ts";

/** As an editor holds a file: without its byte-order mark, split at every kind of line end. */
export function editorLines(text: string): string[] {
  return text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
}

export function source(lines: readonly string[]): LineSource {
  return { lineCount: lines.length, lineAt: (line) => lines[line]! };
}

/** The text of a span. */
export function textIn(text: string, span: Span): string {
  const [start, end] = offsets(text, span);
  return text.slice(start, end);
}

/** Applies edits that do not overlap, to a text with `\n`. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .map((edit) => ({ range: offsets(text, edit), text: edit.text }))
    .sort((a, b) => b.range[0] - a.range[0])
    .reduce(
      (edited, { range: [start, end], text: inserted }) => edited.slice(0, start) + inserted + edited.slice(end),
      text,
    );
}

function offsets(text: string, { line, character, endLine, endCharacter }: Span): [number, number] {
  const lines = text.split("\n");
  const startOf = (index: number): number => lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0);
  return [startOf(line) + character, startOf(endLine) + Math.min(endCharacter, lines[endLine]!.length)];
}
