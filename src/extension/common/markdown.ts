/** Text that stands for itself in Markdown, in a table's cell too: names of files are data. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~&]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}
