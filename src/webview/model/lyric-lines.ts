import type { SongDetails } from "../protocol.ts";

export interface LyricLine {
  readonly text: string;
  /** Is it being sung? */
  readonly sung: boolean;
}

export interface LyricLines {
  readonly lines: readonly LyricLine[];
  /** Lines that are not shown. */
  readonly more: number;
}

/**
 * The lines to show, three of them unless all are asked for: around the one that is sung where the lines have times, else
 * the first that say something.
 *
 * @param time seconds; null while the song does not play
 */
export function lyricLines(
  { lyrics, timedLines }: SongDetails,
  time: number | null,
  all: boolean,
  shown = 3,
): LyricLines {
  if (timedLines.length > 0) {
    const sung = time === null ? -1 : timedLines.findIndex(({ start, end }) => time >= start && time < end);
    // Between two lines the next one is in the middle.
    const next = time === null ? 0 : timedLines.findIndex(({ start }) => start > time);
    const middle = sung >= 0 ? sung : next >= 0 ? next : timedLines.length - 1;
    const lines = timedLines.map(({ text }, index) => ({ text, sung: index === sung }));
    return all ? { lines, more: 0 } : cut(lines, middle - Math.floor(shown / 2), shown);
  }
  const lines = (lyrics ?? "")
    .split(/\r\n|\r|\n/)
    .map((text) => ({ text: text.trim(), sung: false }))
    .filter(({ text }) => text !== "");
  return all ? { lines, more: 0 } : cut(lines, 0, shown);
}

function cut(lines: readonly LyricLine[], from: number, count: number): LyricLines {
  const start = Math.max(0, Math.min(from, lines.length - count));
  const kept = lines.slice(start, start + count);
  return { lines: kept, more: lines.length - kept.length };
}
