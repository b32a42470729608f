/** Text as Markdown shows it literally: song names and messages are data, never markup. */
export function escapeMarkdown(text: string): string {
  return escapeHtml(text)
    .replaceAll(/[\\`*_{}[\]#|~$]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|\r|\n/g, " ");
}

/** Text inside an HTML element of the report, where Markdown's own escapes would show. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A name that is code rather than prose: a representation, a method, a file of ours. It holds no back-tick. */
export function code(name: string): string {
  return `\`${name.replaceAll("|", "\\|")}\``;
}

/** A picture or link target: relative path with forward slashes, encoded. */
export function markdownPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** For tables of scores: all columns but the two that name the row hold numbers. */
export const BEHIND_NAMES = (column: number): boolean => column >= 2;

/** A Markdown table. Cells are Markdown already; `isNumber` says which columns are set to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean = () => false,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (isNumber(column) ? "---:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
