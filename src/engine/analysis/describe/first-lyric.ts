import { graphemes } from "../../../shared/text/graphemes.ts";

const LONGEST = 120;

/** The first line of lyrics that says something, shortened; empty if none does. Headings such as `[Chorus]` say nothing. */
export function firstLyric(lyrics: string): string {
  for (const [line] of lyrics.matchAll(/[^\r\n]+/g)) {
    if (!/\p{L}/u.test(line) || /^\s*[[(].*[\])]\s*:?\s*$/.test(line)) continue;
    return shortened(line.trim());
  }
  return "";
}

function shortened(line: string): string {
  // No character is shorter than its code: only long lines need be taken apart, which is slow.
  if (line.length <= LONGEST) return line;
  const characters = graphemes(line);
  return characters.length <= LONGEST
    ? line
    : `${characters
        .slice(0, LONGEST - 1)
        .join("")
        .trimEnd()}…`;
}
