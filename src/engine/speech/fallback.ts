import { createRng } from "../core/rng.ts";
import { decodeWindow, MOST_REPETITION, type DecodedWindow, type DecodeSettings } from "./decode-window.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";

/** What is thought of a decoding: `accepted`, or why it is not. */
export type Verdict = "accepted" | "no-speech" | "repetition" | "uncertain";

/** Whisper's defaults (whisper/transcribe.py). */
export const THRESHOLDS = {
  compressionRatio: MOST_REPETITION,
  averageLogProbability: -1,
  noSpeechProbability: 0.6,
} as const;

/** 0 first; higher ones, which break loops, only where that fails. */
const TEMPERATURES: readonly number[] = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * Judges a decoding by Whisper's thresholds. Uncertain text where there is probably no speech is silence; repetition and
 * doubt elsewhere call for another try.
 */
export function judge({
  text,
  compressionRatio,
  averageLogProbability,
  noSpeechProbability,
}: Omit<DecodedWindow, "tokens" | "temperature">): Verdict {
  const uncertain = averageLogProbability < THRESHOLDS.averageLogProbability;
  if (uncertain && noSpeechProbability > THRESHOLDS.noSpeechProbability) return "no-speech";
  if (compressionRatio > THRESHOLDS.compressionRatio) return "repetition";
  if (uncertain) return "uncertain";
  return text === "" ? "no-speech" : "accepted";
}

export interface FallbackSettings extends Omit<DecodeSettings, "temperature" | "rng"> {
  readonly seed: number;
  /** Tells the random draws of one window from another's. */
  readonly purpose: string;
}

export interface JudgedWindow {
  readonly decoded: DecodedWindow;
  readonly verdict: Verdict;
}

/**
 * Decodes a window at rising temperatures until a decoding is accepted or is silence, and gives the last one. Where none
 * is accepted Whisper keeps the last; here its verdict says that it is not to be believed.
 */
export async function decodeWithFallback(
  model: Pick<SpeechModel, "tokens" | "maxTokens" | "text">,
  window: HeardWindow,
  { seed, purpose, ...settings }: FallbackSettings,
): Promise<JudgedWindow> {
  let last: JudgedWindow | undefined;
  for (const temperature of TEMPERATURES) {
    const rng = createRng(seed, "speech", purpose, `${temperature}`);
    const decoded = await decodeWindow(model, window, { ...settings, temperature, rng });
    last = { decoded, verdict: judge(decoded) };
    if (last.verdict === "accepted" || last.verdict === "no-speech") break;
  }
  return last!;
}
