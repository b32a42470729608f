import type { TranscriptFile, TranscriptLine } from "../contract/transcript.ts";
import { songTitle } from "../names.ts";

/** A line that is followed by a longer pause, in seconds, is taken off the screen at its end. */
const LONGEST_SHOWN_PAUSE = 4;

/** Why lyrics have no times, before what helps. */
export const TIMES_FROM = "Times come with a transcription whose lyrics were not changed since:";

/** Says who made the file; what it does not stand in is somebody else's. */
export const LRC_MAKER = "[re:Latentune]";

/**
 * Lyrics with their times as `.lrc`, which players show line by line: `[mm:ss.xx]` and the text of each line in hundredths of a
 * second, an empty line where a pause begins, and title, language and length of the song before them.
 */
export function lrcOf({
  filename,
  duration,
  language,
  lines,
}: Pick<TranscriptFile, "filename" | "duration" | "language" | "lines">): string {
  const head = [
    `[ti:${songTitle(filename)}]`,
    ...(language === null ? [] : [`[la:${language.code}]`]),
    `[length:${minutesOf(duration).slice(0, -3)}]`,
    LRC_MAKER,
  ];
  const body = lines.flatMap(({ start, end, text }, index) => {
    const line = `[${minutesOf(start)}]${text.replaceAll(/\s+/gu, " ").trim()}`;
    const next = lines[index + 1]?.start ?? Infinity;
    return next - end > LONGEST_SHOWN_PAUSE ? [line, `[${minutesOf(end)}]`] : [line];
  });
  return `${[...head, ...body].join("\n")}\n`;
}

/** `mm:ss.xx` of seconds. */
function minutesOf(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const two = (value: number): string => `${value}`.padStart(2, "0");
  return `${two(Math.floor(hundredths / 6000))}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}

/** The lines of a transcript, if the words are those of the song's lyrics: these may have become others since. */
export function linesOfLyrics(lines: readonly TranscriptLine[], lyrics: string): readonly TranscriptLine[] {
  return wordsOf(lines.map(({ text }) => text).join(" ")) === wordsOf(lyrics) ? lines : [];
}

function wordsOf(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
