import type * as vscode from "vscode";
import type { LineChange } from "../records/record-lines.ts";
import { greatest, least } from "../../../shared/extremes.ts";

/** One replacement of text, as an editor tells it. */
export type ContentChange = Pick<vscode.TextDocumentContentChangeEvent, "range" | "text">;

/**
 * The lines that an event touched, as one replacement around all of them. The changes of an event do not overlap and come
 * from the end of the text to its start, so all their ranges are ranges of the text before.
 */
export function changedLines(changes: readonly ContentChange[]): LineChange | undefined {
  if (changes.length === 0) return undefined;
  const start = least(changes.map(({ range }) => range.start.line));
  const oldEnd = greatest(changes.map(({ range }) => range.end.line));
  const added = changes.reduce((sum, change) => sum + linesAdded(change), 0);
  return { start, oldEnd, newEnd: oldEnd + added };
}

/** Where the beginning of a 0-based line has gone; to the place of the edit if it was deleted. */
export function movedLine(line: number, changes: readonly ContentChange[]): number {
  return changes.reduce((at, change) => {
    const { start, end } = change.range;
    const behind = at > end.line || (at === end.line && end.character === 0);
    if (behind) return at + linesAdded(change);
    return at > start.line ? start.line : at;
  }, line);
}

/** Does the edit change how many lines there are, or which? A change within a line moves no record. */
export function movesLines(changes: readonly ContentChange[]): boolean {
  return changes.some((change) => change.range.start.line !== change.range.end.line || linesAdded(change) !== 0);
}

function linesAdded({ range, text }: ContentChange): number {
  return lineEnds(text) - (range.end.line - range.start.line);
}

function lineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
