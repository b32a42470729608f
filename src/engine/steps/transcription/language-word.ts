import { languageCode, languageName } from "../../speech/languages.ts";

/**
 * A language as the rows of a table would call it: as most of them do, else in the way in which they call others (`es`, `Spanish`), else by
 * its English name in lower case.
 *
 * @param code Whisper's
 * @param written the rows' languages, empty ones too
 */
export function languageWord(code: string, written: readonly string[]): string {
  const own = mostFrequent(written.filter((word) => languageCode(word) === code));
  if (own !== undefined) return own;
  const others = written.filter((word) => languageCode(word) !== undefined);
  const name = languageName(code);
  const ways = { [code]: isCode, [name]: isCapitalised };
  const way = Object.entries(ways).find(([, is]) => others.filter(is).length > others.length / 2);
  return way?.[0] ?? name.toLowerCase();
}

function isCode(word: string): boolean {
  return languageCode(word) === word.toLowerCase();
}

function isCapitalised(word: string): boolean {
  return /^\p{Lu}\p{Ll}/u.test(word);
}

/** The first of those that are there most often; undefined if there is none. */
function mostFrequent(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].reduce<readonly [string | undefined, number]>(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    [undefined, 0],
  )[0];
}
