// Which language a song is sung in: what its windows say, put together.
import { greatest } from "../../shared/extremes.ts";
import { THRESHOLDS, type Verdict } from "./fallback.ts";
import { probabilitiesAmong } from "./decoding/logits.ts";

/**
 * The share of windows that say nothing about the song's language, such as a guest's verse or a sampled voice: no single
 * window can rule a language out.
 */
const STRAY = 0.05;

/** What one window says about the language. */
export interface WindowLanguages {
  /** Seconds. */
  readonly start: number;
  /** Of each language of the model, in its order; they sum up to 1. */
  readonly probabilities: readonly number[];
  readonly noSpeechProbability: number;
  /** What became of its text, and the language that it was decoded in, by index; null while it is not decoded. */
  readonly decoded: { readonly verdict: Verdict; readonly language: number } | null;
}

export interface DecidedLanguage {
  /** By index. */
  readonly language: number;
  /** Of each language, with all windows that count; they sum up to 1. */
  readonly probabilities: readonly number[];
}

/**
 * The likeliest language of a song: the probabilities of its windows multiplied, each of them mixed with a little of all
 * languages. Windows in which nobody seems to sing do not count, nor do those whose text was rejected in the language that they
 * themselves take for the likeliest: there it is not the language that is wrong. Where none is left, all count.
 *
 * @param windows at least one
 */
export function decideLanguage(windows: readonly WindowLanguages[]): DecidedLanguage {
  const counting = windows.filter(saysSomething);
  const used = counting.length > 0 ? counting : windows;
  const logits = new Float32Array(windows[0]!.probabilities.length);
  for (const { probabilities } of used)
    for (const [language, probability] of probabilities.entries())
      logits[language]! += Math.log((1 - STRAY) * probability + STRAY / logits.length);
  const probabilities = probabilitiesAmong(logits, logits.keys());
  return { language: likeliest(probabilities), probabilities };
}

function saysSomething({ probabilities, noSpeechProbability, decoded }: WindowLanguages): boolean {
  if (decoded?.verdict === "accepted") return true;
  if (noSpeechProbability > THRESHOLDS.noSpeechProbability) return false;
  return decoded?.language !== likeliest(probabilities);
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(greatest(probabilities));
}
