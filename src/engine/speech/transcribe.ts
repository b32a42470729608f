import type { HeardLanguage, NoWordsReason, TranscriptFile } from "../../shared/contract/transcript.ts";
import { LOG_MEL, whisperLogMel, type LogMel } from "../audio/features/log-mel.ts";
import { decodeSong, type DecodedPart, type Song } from "./decode-song.ts";
import { WINDOW_SECONDS } from "./lines.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";
import { firstWindows, followLanguage, MOST_FIRST_WINDOWS } from "./song-language.ts";

export type Transcript = Pick<TranscriptFile, "lines" | "windows"> & {
  readonly language: HeardLanguage;
  /** Why there is no line; null if there is one. */
  readonly reason: Exclude<NoWordsReason, "silent"> | null;
};

export interface TranscribeOptions {
  /** Whisper's code; null: detected from the sound. */
  readonly language: string | null;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Seconds of sound that are done. */
  readonly onProgress?: ((seconds: number) => void) | undefined;
}

/**
 * Writes down the words of a song, window by window as whisper/transcribe.py does, but for three things: no window is shown
 * the text before it, so that a mistake does not feed the next one; what fails Whisper's own checks at every temperature is
 * left out instead of kept; and the language is decided by all windows, not by the first.
 *
 * @param samples mono, 16 kHz
 * @throws {CancelledError}
 */
export async function transcribe(
  model: SpeechModel,
  samples: Float32Array,
  options: TranscribeOptions,
): Promise<Transcript> {
  const { onProgress } = options;
  const duration = samples.length / LOG_MEL.sampleRate;

  // 1. The whole song as one spectrogram, so that quiet windows stay quiet; half a minute of silence behind it.
  const mel = whisperLogMel(samples, duration + WINDOW_SECONDS, model.bands);
  const song: Song = { model, duration, heard: remembering((start) => model.listen(windowOf(mel, start))) };

  // 2. Its words in the given language, or in the one that its windows are in.
  const { language, lines, windows } = await (options.language === null && model.tokens.languages.size > 0
    ? inDetectedLanguage(song, options)
    : inGivenLanguage(song, options));
  onProgress?.(duration);
  return { language, lines, windows, reason: lines.length > 0 ? null : reasonOf(windows) };
}

type Words = Omit<Transcript, "reason">;

/** Where none is given, the model knows English only. */
async function inGivenLanguage(song: Song, options: TranscribeOptions): Promise<Words> {
  const { language: given } = options;
  const code = given ?? "en";
  const words = await decodeSong(song, { ...options, language: code });
  return { ...words, language: { code, detected: given === null, probability: null } };
}

/** Begins anew where the windows turn out to be in another language than the first ones seemed to be. */
async function inDetectedLanguage(song: Song, options: TranscribeOptions): Promise<Words> {
  const { model, duration, heard } = song;
  const language = followLanguage(model.tokens, await firstWindows(model, heard, duration, options.signal));
  let furthest = 0;
  const onProgress = (seconds: number): void => {
    furthest = Math.max(furthest, seconds);
    options.onProgress?.(furthest);
  };
  const isInVain = ({ start, end, verdict, decoded }: DecodedPart): boolean => {
    const { languages: probabilities, noSpeechProbability } = decoded;
    return language.add({ start, probabilities, noSpeechProbability }, verdict, end);
  };
  for (;;) {
    const words = await decodeSong(song, { ...options, language: language.now().code, onProgress, isInVain });
    if (words.givenUp || (words.lines.length === 0 && language.endWithoutWords())) continue;
    const { code, probability } = language.now();
    const believed = probability * shareBelieved(words.windows);
    return { ...words, language: { code, detected: true, probability: Number(believed.toFixed(4)) } };
  }
}

/** Of the time that something was heard in, the share whose words were believed: a wrong language can sound sure and give few. 1 where no word was. */
function shareBelieved(windows: Transcript["windows"]): number {
  const seconds = { accepted: 0, rejected: 0 };
  for (const { verdict, start, end } of windows)
    if (verdict === "accepted") seconds.accepted += end - start;
    else if (verdict === "uncertain" || verdict === "repetition") seconds.rejected += end - start;
  return seconds.accepted === 0 ? 1 : seconds.accepted / (seconds.accepted + seconds.rejected);
}

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

/** The first windows are heard for the song's language and then for its words. */
function remembering(listen: (start: number) => Promise<HeardWindow>): (start: number) => Promise<HeardWindow> {
  const windows = new Map<number, HeardWindow>();
  return async (start) => {
    const window = windows.get(start) ?? (await listen(start));
    windows.delete(start);
    windows.set(start, window);
    const [oldest] = windows.keys();
    if (windows.size > MOST_FIRST_WINDOWS) windows.delete(oldest!);
    return window;
  };
}

/** The verdict that most of the song was given. */
function reasonOf(windows: Transcript["windows"]): NonNullable<Transcript["reason"]> {
  const seconds = { "no-speech": 0, repetition: 0, uncertain: 0 };
  for (const { verdict, start, end } of windows)
    seconds[verdict === "accepted" || verdict === "credits" ? "no-speech" : verdict] += end - start;
  const verdicts = Object.keys(seconds) as (keyof typeof seconds)[];
  return verdicts.reduce((most, verdict) => (seconds[verdict] > seconds[most] ? verdict : most));
}
