import { greatest } from "../../shared/extremes.ts";

const segmenter = new Intl.Segmenter();

/** The characters of a text as a person counts them. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** A plain table for the terminal: columns padded to their widest cell, numbers to the right. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[] = [],
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => greatest(all.map((row) => graphemes(row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const padding = " ".repeat(widths[column]! - graphemes(cell).length);
        return right[column] === true ? padding + cell : cell + padding;
      })
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}
