const LONGEST = 120;

/** What a reader takes for one character. */
const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The first line of lyrics that says something, shortened; empty if none does. Headings such as `[Chorus]` say nothing. */
export function firstLyric(lyrics: string): string {
  const line = lyrics.split(/\r\n|\r|\n/).find((text) => /\p{L}/u.test(text) && !/^\s*[[(].*[\])]\s*:?\s*$/.test(text));
  if (line === undefined) return "";
  const characters = Array.from(CHARACTERS.segment(line.trim()), ({ segment }) => segment);
  return characters.length <= LONGEST
    ? characters.join("")
    : `${characters
        .slice(0, LONGEST - 1)
        .join("")
        .trimEnd()}…`;
}
