import { messageOf } from "../../../shared/thrown.ts";
import { LatentuneError } from "../../core/errors.ts";

/** Why a song could not be used. */
export type AudioProblem =
  "missing" | "unreadable" | "empty" | "not-sound" | "unsupported" | "corrupt" | "timed-out" | "too-short" | "silent";

/** A song that cannot be used: its row's problem, not the run's. */
export class AudioError extends LatentuneError {
  override readonly name = "AudioError";
  readonly reason: AudioProblem;

  constructor(reason: AudioProblem, message: string, remedy: string) {
    super(message, { remedy });
    this.reason = reason;
  }
}

/** What a decoder's error says; its own faults with damaged data, in words for people. */
export function inWords(error: unknown): string {
  const isOfDecoder = error instanceof Error && ["RuntimeError", "RangeError", "TypeError"].includes(error.name);
  return isOfDecoder ? "its data are damaged." : messageOf(error);
}

/** Advice for what ffmpeg decodes and we do not. */
export const INSTALL_FFMPEG = "Install ffmpeg, or convert the file to mp3, ogg, flac or wav.";
