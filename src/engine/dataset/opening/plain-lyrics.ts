/** `[01:23.45]`, `[01:23:45]`, `[1:23]`, `[01:02:03.456]`: when a line is sung. */
const STAMP = /^\s*\[((?:\d+:){1,2}\d+(?:\.\d+)?)\]/;

/** `[ar:Lalon]`, `[offset:+500]`: about the song, on a line of its own. */
const ABOUT = /^\s*\[(?:ar|al|ti|au|by|re|ve|la|id|length|offset|tool|lr|#)\s*:.*\]\s*$/i;

/** `<01:23.45>`: when a word is sung. */
const WORD_STAMP = /<\d+:\d+(?:[.:]\d+)?>/g;

/**
 * The words of lyrics alone. Of LRC, time stamps and lines about the song are left out, and a line that is sung several times
 * stands at each of them; other text stays as it is, but for blank lines around it. Lines end with `\n`.
 */
export function plainLyrics(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const isTimed = lines.some((line) => STAMP.test(line));
  // Without a time it may still be LRC, of which the lines about the song are all that there is.
  if (!isTimed && !ABOUT.test(lines.find((line) => line.trim() !== "") ?? "")) return trimmed(lines);
  const words = lines.filter((line) => !ABOUT.test(line));
  if (!isTimed) return trimmed(words);
  const sung: SungLine[] = [];
  for (const line of words) {
    const found = sungLines(line);
    // A line without a time is sung after the one before it.
    if (found.length === 0) sung.push({ seconds: sung.at(-1)?.seconds ?? 0, words: line.trim() });
    else for (const line of found) sung.push(line);
  }
  return trimmed(sung.toSorted((a, b) => a.seconds - b.seconds).map(({ words }) => words));
}

interface SungLine {
  readonly seconds: number;
  readonly words: string;
}

function sungLines(line: string): SungLine[] {
  const times: number[] = [];
  let rest = line;
  for (let match = STAMP.exec(rest); match !== null; match = STAMP.exec(rest)) {
    times.push(secondsOf(match[1]!));
    rest = rest.slice(match[0].length);
  }
  const words = rest.replaceAll(WORD_STAMP, "").replaceAll(/\s+/g, " ").trim();
  return times.map((seconds) => ({ seconds, words }));
}

/** Of three whole numbers the last are hundredths, unless the seconds have a fraction of their own. */
function secondsOf(stamp: string): number {
  const parts = stamp.split(":").map(Number);
  const [last = 0, middle = 0, first = 0] = parts.toReversed();
  if (parts.length < 3) return middle * 60 + last;
  return stamp.includes(".") ? first * 3600 + middle * 60 + last : first * 60 + middle + last / 100;
}

function trimmed(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replaceAll(/^\n+|\n+$/g, "");
}
