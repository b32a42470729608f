import { throwIfCancelled } from "../core/errors.ts";
import { THRESHOLDS } from "./fallback.ts";
import { WINDOW_SECONDS } from "./lines.ts";
import { probabilityOf } from "./logits.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";

/** Introductions can be long, but each window costs a run of the encoder. */
const MOST_WINDOWS = 4;

/**
 * The language of the first window in which someone seems to sing, by the likeliest of Whisper's language tokens. Whisper
 * itself takes the first window, which in songs is often none with words. If there is none, the first window decides.
 */
export async function detectLanguage(
  { tokens }: Pick<SpeechModel, "tokens">,
  heard: (start: number) => Promise<HeardWindow>,
  duration: number,
  signal?: AbortSignal,
): Promise<string> {
  if (tokens.languages.size === 0) return "en";
  let first: string | undefined;
  for (let window = 0; window < MOST_WINDOWS; window++) {
    const start = window * WINDOW_SECONDS;
    if (window > 0 && start >= duration) break;
    throwIfCancelled(signal);
    const stream = (await heard(start)).begin();
    const [logits] = await stream.next([tokens.startOfTranscript]);
    await stream.end();
    const language = likeliestLanguage(logits!, tokens.languages);
    first ??= language;
    if (probabilityOf(logits!, tokens.noSpeech) <= THRESHOLDS.noSpeechProbability) return language;
  }
  return first!;
}

function likeliestLanguage(logits: Float32Array, languages: ReadonlyMap<string, number>): string {
  let best = "en";
  let most = -Infinity;
  for (const [code, token] of languages) {
    if (logits[token]! <= most) continue;
    most = logits[token]!;
    best = code;
  }
  return best;
}
