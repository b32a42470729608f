import { throwIfCancelled } from "../core/errors.ts";
import { LOG_MEL, whisperLogMel, type LogMel } from "../audio/features/log-mel.ts";
import type { DecodedWindow } from "./decode-window.ts";
import { decodeWithFallback, type Verdict } from "./fallback.ts";
import { detectLanguage } from "./detect-language.ts";
import { hundredths, WINDOW_SECONDS, windowLines } from "./lines.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";

/** A line as it is sung. */
export interface TranscriptLine {
  /** Seconds from the start of the song. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What became of one window, for whoever wonders why something was or was not written down. */
export interface TranscriptWindow extends Omit<DecodedWindow, "tokens" | "text"> {
  readonly start: number;
  readonly end: number;
  readonly verdict: Verdict;
}

export interface Transcript {
  /** Whisper's code. */
  readonly language: string;
  readonly detected: boolean;
  readonly lines: readonly TranscriptLine[];
  readonly windows: readonly TranscriptWindow[];
  /** Why there is no line; null if there is one. */
  readonly reason: Exclude<Verdict, "accepted"> | null;
}

export interface TranscribeOptions {
  /** Whisper's code; null: detected from the sound. */
  readonly language: string | null;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Seconds of sound that are done. */
  readonly onProgress?: ((seconds: number) => void) | undefined;
}

/** So many equal windows in a row are a model that has lost the song, not a refrain. */
const MOST_EQUAL_WINDOWS = 2;

/**
 * Writes down the words of a song, window by window as whisper/transcribe.py does, but for two things: no window is shown
 * the text before it, so that a mistake does not feed the next one; and what fails Whisper's own checks at every
 * temperature is left out instead of kept.
 *
 * @param samples mono, 16 kHz
 * @throws {CancelledError}
 */
export async function transcribe(
  model: SpeechModel,
  samples: Float32Array,
  options: TranscribeOptions,
): Promise<Transcript> {
  const { signal, seed, onProgress } = options;
  const duration = samples.length / LOG_MEL.sampleRate;

  // 1. The whole song as one spectrogram, so that quiet windows stay quiet; half a minute of silence behind it.
  const mel = whisperLogMel(samples, duration + WINDOW_SECONDS, model.bands);
  const heard = rememberingLast((start) => model.listen(windowOf(mel, start)));

  // 2. Its language.
  const language = options.language ?? (await detectLanguage(model, heard, duration, signal));

  // 3. Windows, each from behind the last whole line of the one before.
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
    const advance = verdict === "accepted" ? cut.advance : seconds;
    if (verdict === "accepted") {
      texts.push(decoded.text);
      for (const line of cut.lines) {
        const text = model.text(line.tokens).trim();
        if (text !== "" && line.end > line.start)
          lines.push({ start: hundredths(start + line.start), end: hundredths(start + line.end), text });
      }
    }
    windows.push(windowRecord(start, start + advance, verdict, decoded));
    start += advance;
  }
  onProgress?.(duration);
  const reason = lines.length > 0 ? null : reasonOf(windows);
  return { language, detected: options.language === null, lines, windows, reason };
}

/** Less than this at the end of a song holds no word; it may be what rounding left. */
const SHORTEST = 0.1;

/** The window of the spectrogram that starts at so many seconds: [bands, 3000]. */
export function windowOf({ bands, frames, data }: LogMel, start: number): LogMel {
  const length = (WINDOW_SECONDS * LOG_MEL.sampleRate) / LOG_MEL.hop;
  const first = Math.round((start * LOG_MEL.sampleRate) / LOG_MEL.hop);
  const window = new Float32Array(bands * length);
  for (let band = 0; band < bands; band++) {
    const row = data.subarray(band * frames, (band + 1) * frames);
    window.set(row.subarray(first, first + length), band * length);
  }
  return { bands, frames: length, data: window };
}

/** The first window is often heard twice: for its language and for its words. */
function rememberingLast(listen: (start: number) => Promise<HeardWindow>): (start: number) => Promise<HeardWindow> {
  let last: { readonly start: number; readonly window: HeardWindow } | undefined;
  return async (start) => {
    if (last?.start !== start) last = { start, window: await listen(start) };
    return last.window;
  };
}

function isStuck(texts: readonly string[], text: string): boolean {
  const recent = texts.slice(-MOST_EQUAL_WINDOWS);
  return recent.length === MOST_EQUAL_WINDOWS && recent.every((before) => before === text);
}

function windowRecord(start: number, end: number, verdict: Verdict, decoded: DecodedWindow): TranscriptWindow {
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

/** The verdict that most of the song was given. */
function reasonOf(windows: readonly TranscriptWindow[]): Exclude<Verdict, "accepted"> {
  const seconds = { "no-speech": 0, repetition: 0, uncertain: 0 };
  for (const { verdict, start, end } of windows) seconds[verdict === "accepted" ? "no-speech" : verdict] += end - start;
  const verdicts = Object.keys(seconds) as (keyof typeof seconds)[];
  return verdicts.reduce((most, verdict) => (seconds[verdict] > seconds[most] ? verdict : most));
}
