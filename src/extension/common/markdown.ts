/**
 * Text as Markdown that shows exactly it: every ASCII punctuation mark is escaped (CommonMark 0.31, 2.4), so that neither
 * markup nor a link nor HTML can come of it; line breaks become spaces.
 */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
