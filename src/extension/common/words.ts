/** `data check` → `Data check`; a Greek letter stays what it is, for a capital β looks like a B. */
export function capitalised(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
