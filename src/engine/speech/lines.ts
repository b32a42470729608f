import type { SpeechTokens } from "./model.ts";

/** Seconds per timestamp token. */
const TIMESTAMP_SECONDS = 0.02;

/** Seconds per window. */
export const WINDOW_SECONDS = 30;

/** A line of a window: its tokens and when it is sung, in seconds from the window's start. */
export interface WindowLine {
  readonly start: number;
  readonly end: number;
  /** Text and timestamps. */
  readonly tokens: readonly number[];
}

export interface WindowLines {
  readonly lines: readonly WindowLine[];
  /** Seconds after which the next window starts: behind the last whole line, so that a line that was cut is heard again. */
  readonly advance: number;
}

/**
 * Cuts a decoding into lines at its pairs of timestamps, as whisper/transcribe.py does. The next window starts where the
 * last line ended whose end was heard; without such a line, or if nothing follows the last one, it starts behind this one.
 *
 * @param seconds how much of the window is sound
 */
export function windowLines(said: readonly number[], { firstTimestamp }: SpeechTokens, seconds: number): WindowLines {
  const isTimestamp = (token: number | undefined): boolean => token !== undefined && token >= firstTimestamp;
  const secondsOf = (token: number): number =>
    Math.min(seconds, hundredths((token - firstTimestamp) * TIMESTAMP_SECONDS));
  const breaks = said.flatMap((token, at) => (at > 0 && isTimestamp(said[at - 1]) && isTimestamp(token) ? [at] : []));
  const endsWithOne = said.length >= 2 && isTimestamp(said.at(-1)) && !isTimestamp(said.at(-2));

  if (breaks.length === 0) {
    const latest = said.findLast(isTimestamp);
    const end = latest === undefined || latest === firstTimestamp ? seconds : secondsOf(latest);
    return { lines: [{ start: 0, end, tokens: said }], advance: seconds };
  }
  const ends = endsWithOne ? [...breaks, said.length] : breaks;
  const lines = ends.map((end, index): WindowLine => {
    const tokens = said.slice(index === 0 ? 0 : ends[index - 1]!, end);
    return { start: secondsOf(tokens[0]!), end: secondsOf(tokens.at(-1)!), tokens };
  });
  const heard = lines.at(-1)!.end;
  return { lines, advance: endsWithOne || heard === 0 ? seconds : heard };
}

/** Seconds to two decimals: timestamps have no more. */
export function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
