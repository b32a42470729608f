/** A text that was heard, and what is sung. */
export interface HeardText {
  readonly heard: string;
  readonly sung: string;
}

/** Words that are wrong, missing or too many, of all texts together, for each word that is sung. */
export function wordErrorRate(texts: readonly HeardText[]): number {
  const words = texts.map(({ heard, sung }) => [wordsOf(heard), wordsOf(sung)] as const);
  const sung = words.reduce((sum, [, own]) => sum + own.length, 0);
  return words.reduce((sum, [heard, own]) => sum + editDistance(heard, own), 0) / sung;
}

/** Words without case and punctuation; an apostrophe parts words. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

function editDistance(from: readonly string[], to: readonly string[]): number {
  let above = Array.from({ length: to.length + 1 }, (_, col) => col);
  for (const [row, word] of from.entries()) {
    const current = [row + 1];
    for (const [col, other] of to.entries())
      current.push(Math.min(above[col + 1]! + 1, current[col]! + 1, above[col]! + (word === other ? 0 : 1)));
    above = current;
  }
  return above[to.length]!;
}
