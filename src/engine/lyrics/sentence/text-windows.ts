/** A piece of lyrics that a model can take at once. */
export interface TextWindow {
  readonly text: string;
  /** Its tokens, those around it not counted: what it weighs in the mean. */
  readonly tokens: number;
}

/**
 * Cuts lyrics into windows of at most `limit` tokens. Lines stay whole where they can; one that is too long is cut between
 * words, a word that is too long is left to the model, which takes its beginning.
 *
 * @param count tokens of a text
 * @returns none for lyrics without a word
 */
export function textWindows(lyrics: string, limit: number, count: (text: string) => number): TextWindow[] {
  const lines = lyrics
    .normalize("NFC")
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const windows: TextWindow[] = [];
  let open: { text: string; tokens: number } = { text: "", tokens: 0 };
  const close = (): void => {
    if (open.text !== "") windows.push(open);
    open = { text: "", tokens: 0 };
  };
  const add = (piece: string, separator: string): void => {
    const tokens = count(piece);
    if (open.tokens + tokens > limit) close();
    open = { text: open.text === "" ? piece : `${open.text}${separator}${piece}`, tokens: open.tokens + tokens };
  };
  for (const line of lines) {
    if (count(line) <= limit) {
      add(line, "\n");
      continue;
    }
    close();
    for (const word of line.split(/\s+/)) add(word, " ");
  }
  close();
  return windows;
}
