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

/** A Markdown table. Cells are Markdown already; `right` names the columns of numbers. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (right[index] === true ? "---:" : "---"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
