import type { TranscriptFile, TranscriptLine, TranscriptWindow } from "../../shared/contract/transcript.ts";
import { throwIfCancelled } from "../core/errors.ts";
import type { DecodedWindow } from "./decoding/decode-window.ts";
import { decodeWithFallback, type Verdict } from "./fallback.ts";
import { hundredths, WINDOW_SECONDS, windowLines } from "./lines.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";
import { withoutNotes } from "./said.ts";

/** A song that is written down. */
export interface Song {
  readonly model: SpeechModel;
  /** Seconds. */
  readonly duration: number;
  /** Runs the encoder over the window that starts at so many seconds. */
  readonly heard: (start: number) => Promise<HeardWindow>;
}

/** What became of a window. */
export interface DecodedPart {
  /** Seconds: where the window starts, and where the next one does. */
  readonly start: number;
  readonly end: number;
  readonly verdict: Verdict;
  readonly decoded: DecodedWindow;
}

export interface DecodeSongOptions {
  /** Whisper's code. */
  readonly language: string;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Seconds of sound that are done. */
  readonly onProgress?: ((seconds: number) => void) | undefined;
  /** Is asked after each window whether to give up; left out: never. */
  readonly isInVain?: (part: DecodedPart) => boolean;
}

/** So many equal windows in a row are a model that has lost the song, not a refrain. */
const MOST_EQUAL_WINDOWS = 2;

/** Less than this at the end of a song holds no word; it may be what rounding left. */
const SHORTEST = 0.1;

/**
 * Decodes a song in one language: windows, each from behind the last whole line of the one before.
 * @returns what was heard, if it was given up without its end
 * @throws {CancelledError}
 */
export async function decodeSong(
  { model, duration, heard }: Song,
  { language, seed, signal, onProgress, isInVain }: DecodeSongOptions,
): Promise<Pick<TranscriptFile, "lines" | "windows"> & { readonly givenUp: boolean }> {
  const lines: TranscriptLine[] = [];
  const windows: TranscriptWindow[] = [];
  const texts: string[] = [];
  for (let start = 0; start < duration - SHORTEST;) {
    throwIfCancelled(signal);
    onProgress?.(start);
    const seconds = Math.min(WINDOW_SECONDS, duration - start);
    const settings = { language, seed, purpose: start.toFixed(2), signal };
    const { decoded, verdict: own } = await decodeWithFallback(model, await heard(start), settings);
    const verdict = own === "accepted" && isStuck(texts, decoded.text) ? "repetition" : own;
    const cut = windowLines(decoded.tokens, model.tokens, seconds);
    const end = start + (verdict === "accepted" ? cut.advance : seconds);
    if (verdict === "accepted") {
      texts.push(decoded.text);
      for (const line of cut.lines) {
        const text = withoutNotes(model.text(line.tokens));
        if (text !== "" && line.end > line.start)
          lines.push({ start: hundredths(start + line.start), end: hundredths(start + line.end), text });
      }
    }
    const part = { start, end, verdict, decoded };
    windows.push(recordOf(part));
    if (isInVain?.(part) === true) return { lines, windows, givenUp: true };
    start = end;
  }
  return { lines, windows, givenUp: false };
}

function isStuck(texts: readonly string[], text: string): boolean {
  const recent = texts.slice(-MOST_EQUAL_WINDOWS);
  return recent.length === MOST_EQUAL_WINDOWS && recent.every((before) => before === text);
}

function recordOf({ start, end, verdict, decoded }: DecodedPart): TranscriptWindow {
  const { temperature, averageLogProbability, noSpeechProbability, compressionRatio } = decoded;
  const short = (value: number): number => Number(value.toFixed(4));
  return {
    start: hundredths(start),
    end: hundredths(end),
    verdict,
    temperature,
    averageLogProbability: short(averageLogProbability),
    noSpeechProbability: short(noSpeechProbability),
    compressionRatio: short(compressionRatio),
  };
}
