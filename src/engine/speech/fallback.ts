import { createRng } from "../core/rng.ts";
import { isOnlyCredits } from "./credits.ts";
import { decodeWindow, MOST_REPETITION, type DecodedWindow, type DecodeSettings } from "./decoding/decode-window.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";
import { hasWords, isLittle } from "./said.ts";
import { isWrittenIn } from "./scripts.ts";

/** What is thought of a decoding: `accepted`, or why it is not. */
export type Verdict = "accepted" | "no-speech" | "credits" | "repetition" | "uncertain";

/** Whisper's defaults (whisper/transcribe.py). */
export const THRESHOLDS = {
  compressionRatio: MOST_REPETITION,
  averageLogProbability: -1,
  noSpeechProbability: 0.6,
} as const;

/** 0 first; higher ones, which break loops, only where that fails. */
const TEMPERATURES: readonly number[] = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * Judges a decoding. Where there is probably no speech, what is uncertain, repeated or little is silence, and so is what has no words, or
 * only credits, anywhere. Repetition, doubt and letters of another language's script call for another try.
 *
 * @param language Whisper's code
 */
export function judge(
  {
    text,
    compressionRatio,
    averageLogProbability,
    noSpeechProbability,
  }: Pick<DecodedWindow, "text" | "compressionRatio" | "averageLogProbability" | "noSpeechProbability">,
  language: string,
): Verdict {
  const uncertain = averageLogProbability < THRESHOLDS.averageLogProbability;
  const repeated = compressionRatio > THRESHOLDS.compressionRatio;
  const unsung = noSpeechProbability > THRESHOLDS.noSpeechProbability;
  if (unsung && (uncertain || repeated || isLittle(text))) return "no-speech";
  if (text !== "" && !hasWords(text)) return "no-speech";
  if (isOnlyCredits(text)) return "credits";
  if (repeated) return "repetition";
  if (uncertain || !isWrittenIn(text, language)) return "uncertain";
  return text === "" ? "no-speech" : "accepted";
}

export interface FallbackSettings extends Omit<DecodeSettings, "temperature" | "beams" | "mayLoop" | "rng"> {
  readonly seed: number;
  /** Tells the random draws of one window from another's. */
  readonly purpose: string;
}

export interface JudgedWindow {
  readonly decoded: DecodedWindow;
  readonly verdict: Verdict;
}

/**
 * Decodes a window until a decoding is accepted, is known at once to hold no words, or is hopeless: text that was uncertain and is no less
 * so at the next try. A loop is tried again at the same temperature without saying anything twice, which mostly finds the words
 * that the model lost; what is uncertain at rising temperatures. Only the first decoding can tell that there are no words: later ones
 * that say none are failed tries like others, since what they say is drawn or forced.
 *
 * @returns the accepted decoding, or the one that ended the tries; where every one failed the best of them, whose verdict says that
 * it is not to be believed (Whisper keeps the last)
 */
export async function decodeWithFallback(
  model: Pick<SpeechModel, "tokens" | "maxTokens" | "text" | "beams">,
  window: HeardWindow,
  { seed, purpose, ...settings }: FallbackSettings,
): Promise<JudgedWindow> {
  let best: JudgedWindow | undefined;
  let mayLoop = true;
  const left = [...TEMPERATURES];
  for (let temperature = left.shift(); temperature !== undefined; temperature = left.shift()) {
    const rng = createRng(seed, "speech", purpose, `${temperature}`);
    const decoded = await decodeWindow(model, window, {
      ...settings,
      temperature,
      beams: mayLoop ? model.beams : 1,
      mayLoop,
      rng,
    });
    const tried = { decoded, verdict: judge(decoded, settings.language) };
    if (tried.verdict === "accepted") return tried;
    const isFailed = tried.verdict === "repetition" || tried.verdict === "uncertain";
    if (best === undefined && !isFailed) return tried;
    const better = best === undefined || (isFailed && isBetter(tried, best));
    if (!better && tried.verdict !== "repetition") break;
    if (better) best = tried;
    if (mayLoop && tried.verdict === "repetition") {
      mayLoop = false;
      left.unshift(temperature);
    }
  }
  return best!;
}

/** Of two failed tries: uncertain text is better than a loop, then the likelier one is. */
function isBetter(a: JudgedWindow, b: JudgedWindow): boolean {
  if (a.verdict !== b.verdict) return a.verdict === "uncertain";
  return a.decoded.averageLogProbability > b.decoded.averageLogProbability;
}
