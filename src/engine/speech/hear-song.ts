import type { TranscriptFile } from "../../shared/contract/transcript.ts";
import { AudioError } from "../audio/decode/audio-error.ts";
import { decodeAudio } from "../audio/decode/decode-audio.ts";
import type { AudioDiagnostic } from "../audio/features/kept-feature.ts";
import { LOG_MEL } from "../audio/features/log-mel.ts";
import type { SpeechModel } from "./model.ts";
import { transcribe } from "./transcribe.ts";

/** Raised whenever the same model hears something else in the same song. */
export const HEARING_VERSION = 5;

/** Songs are written down to their end, up to two hours. */
const MOST_SECONDS = 7200;

/** A song, and all that decides what is heard in it beside the model. */
export interface SongToHear {
  readonly audioPath: string;
  readonly ffmpegPath?: string | undefined;
  /** Whisper's code; null: detected from the sound. */
  readonly language: string | null;
  readonly seed: number;
}

/** What was heard in a song, or why it cannot be heard. */
export type Hearing =
  { readonly ok: true; readonly heard: HeardSong } | { readonly ok: false; readonly diagnostic: AudioDiagnostic };

export interface HeardSong extends Pick<TranscriptFile, "language" | "duration" | "lines" | "reason" | "windows"> {
  /** Times faster than the song; null where nothing was listened to. */
  readonly speed: number | null;
}

export interface HearingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Seconds that are heard, of so many, and how many times faster than the song. */
  readonly onProgress?: (seconds: number, duration: number, speed: number) => void;
}

/**
 * Decodes a song and writes down its words.
 * @param load gives the model, which a silent song does not need; it stays its owner's
 * @throws {CancelledError}; {ModelError} for a model that cannot be loaded.
 */
export async function hearSong(
  { audioPath, ffmpegPath, language: given, seed }: SongToHear,
  load: () => Promise<SpeechModel>,
  { signal, onProgress }: HearingOptions = {},
): Promise<Hearing> {
  let samples: Float32Array;
  try {
    ({ samples } = await decodeAudio(audioPath, {
      sampleRate: LOG_MEL.sampleRate,
      seconds: MOST_SECONDS,
      ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
      ...(signal === undefined ? {} : { signal }),
    }));
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    if (error.reason === "silent") return { ok: true, heard: SILENT };
    const { message, place, reason } = error;
    const remedy = place.remedy === undefined ? {} : { remedy: place.remedy };
    return { ok: false, diagnostic: { code: `audio-${reason}`, message, ...remedy } };
  }
  const duration = Math.round((samples.length / LOG_MEL.sampleRate) * 100) / 100;
  const whisper = await load();
  const started = performance.now();
  const speedAt = (seconds: number): number => seconds / ((performance.now() - started) / 1000);
  const { lines, windows, reason, language } = await transcribe(whisper, samples, {
    language: given,
    seed,
    signal,
    onProgress: (seconds) => onProgress?.(seconds, duration, speedAt(seconds)),
  });
  const heard = { language, duration, lines, reason, windows, speed: speedAt(duration) };
  return { ok: true, heard };
}

const SILENT: HeardSong = { language: null, duration: 0, lines: [], reason: "silent", windows: [], speed: null };
