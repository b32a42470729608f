import { greatest } from "../../shared/extremes.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";

const GAP = 2;
/** A column is not cut below so many columns of the terminal. */
export const SHORTEST = 12;

/** What is known of a stream that may be a terminal; some terminals say that they have 0 columns. */
interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The columns of the terminal that standard output goes to; undefined for a pipe or a file, where every line stays whole. */
export function terminalWidth({ isTTY, columns }: TerminalStream = process.stdout): number | undefined {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : undefined;
}

/**
 * A plain table for the terminal: columns padded to their widest cell, numbers to the right. A last column of words that the terminal
 * has no room for is cut; a line that breaks makes a table unreadable.
 */
export function textTable(
  head: readonly string[],
  all: readonly (readonly string[])[],
  right: readonly boolean[] = [],
  width: number | undefined = terminalWidth(),
): string {
  const last = head.length - 1;
  const before = widthsOf(head.slice(0, last), all).reduce((sum, column) => sum + column + GAP, 0);
  const room = width === undefined || right[last] === true ? Infinity : Math.max(SHORTEST, width - before);
  const rows = all.map((row) => row.map((cell, column) => (column === last ? cutToWidth(cell, room) : cell)));
  const widths = widthsOf(head, rows);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = " ".repeat(widths[column]! - displayWidth(cell));
        return right[column] === true ? padding + cell : cell + padding;
      })
      .join(" ".repeat(GAP))
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join(" ".repeat(GAP)), ...rows.map(line)].join("\n");
}

/**
 * Which columns of a table have room in `width` characters: the first `names` of them in any case, then those of `order` one after
 * the other until one does not fit.
 * @param order indices of the other columns, those that matter first foremost
 * @returns indices, ascending; all where there is no width.
 */
export function columnsThatFit(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  {
    names,
    order,
    width,
  }: { readonly names: number; readonly order: readonly number[]; readonly width: number | undefined },
): number[] {
  const all = [...head.keys()];
  if (width === undefined) return all;
  const widths = widthsOf(head, rows);
  const shown = all.slice(0, names);
  let used = shown.reduce((sum, column) => sum + widths[column]! + GAP, -GAP);
  for (const column of order) {
    used += GAP + widths[column]!;
    if (used > width) break;
    shown.push(column);
  }
  return shown.sort((a, b) => a - b);
}

/** A text in lines of at most `width` characters, broken between words; those after the first are indented by two. */
export function wrapped(text: string, width: number | undefined = terminalWidth()): string {
  if (width === undefined) return text;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line.trim() === "" || displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = `  ${word}`;
  }
  return [...lines, line].join("\n");
}

function widthsOf(head: readonly string[], rows: readonly (readonly string[])[]): number[] {
  return head.map((_, column) => greatest([head, ...rows].map((row) => displayWidth(row[column] ?? ""))));
}
