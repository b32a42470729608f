import { throwIfCancelled } from "../core/errors.ts";
import type { Rng } from "../core/rng.ts";
import { compressionRatio } from "./compression-ratio.ts";
import { drawToken, logSumExp, mostLikely, probabilitiesAmong, probabilityOf } from "./logits.ts";
import type { HeardWindow, SpeechModel, SpeechTokens } from "./model.ts";
import { applyTokenRules, ruleOutLoops } from "./token-rules.ts";

/** Text that compresses better is taken for a loop (Whisper's compression_ratio_threshold). */
export const MOST_REPETITION = 2.4;

/** What a decoding of one window came to. */
export interface DecodedWindow {
  /** Text and timestamps, without prompt and end. */
  readonly tokens: readonly number[];
  readonly text: string;
  readonly temperature: number;
  /** Mean over the tokens and the end, after the rules. */
  readonly averageLogProbability: number;
  /** Of there being no speech in the window, before anything was said. */
  readonly noSpeechProbability: number;
  readonly compressionRatio: number;
  /** Of each language of the model, whatever it was decoded in. */
  readonly languages: readonly number[];
}

export interface DecodeSettings {
  /** 0 takes the likeliest token; above, tokens are drawn from softmax(logits / temperature). */
  readonly temperature: number;
  /** Whisper's code. */
  readonly language: string;
  readonly rng: Rng;
  /** Whether what was said may be said again without end; left out: it may. */
  readonly mayLoop?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Decodes a window token by token, as OpenAI's whisper/decoding.py does without beams. @throws {CancelledError} */
export async function decodeWindow(
  model: Pick<SpeechModel, "tokens" | "maxTokens" | "text">,
  window: HeardWindow,
  { temperature, language, rng, mayLoop = true, signal }: DecodeSettings,
): Promise<DecodedWindow> {
  const { tokens } = model;
  const prompt = promptOf(model, language);
  const said: number[] = [];
  let sum = 0;
  const stream = window.begin();
  try {
    let rows = await stream.next(prompt);
    const { noSpeechProbability, languages } = heardAtStart(rows[0]!, tokens);
    // Half of the positions are for the text before the window, which Whisper may be shown; here they stay unused.
    const most = Math.floor(model.maxTokens / 2);
    for (;;) {
      throwIfCancelled(signal);
      const logits = rows.at(-1)!.slice();
      applyTokenRules(logits, said, tokens);
      // The model's own probabilities, with the loop in them: what it says only because it must not go on counts as doubt.
      const total = logSumExp(logits);
      if (!mayLoop) ruleOutLoops(logits, said, tokens);
      const token = temperature === 0 ? mostLikely(logits) : drawToken(logits, temperature, rng.uniform());
      sum += logits[token]! - total;
      if (token === tokens.endOfText) break;
      said.push(token);
      if (said.length === most || isStuck(model, said)) break;
      rows = await stream.next([token]);
    }
    const text = model.text(said).trim();
    return {
      tokens: said,
      text,
      temperature,
      averageLogProbability: sum / (said.length + 1),
      noSpeechProbability,
      compressionRatio: compressionRatio(text),
      languages,
    };
  } finally {
    await stream.end();
  }
}

/** What the logits behind the start of a transcript say of a window, before it is decoded. */
export function heardAtStart(
  logits: Float32Array,
  { noSpeech, languages }: SpeechTokens,
): Pick<DecodedWindow, "noSpeechProbability" | "languages"> {
  return {
    noSpeechProbability: probabilityOf(logits, noSpeech),
    languages: probabilitiesAmong(logits, languages.values()),
  };
}

/** Every so many tokens a decoding is checked for going round in circles. */
const CHECK_EVERY = 32;

/**
 * Whether a decoding repeats itself so much that it cannot become acceptable any more. Whisper lets it go on to its last
 * token: the judgement is the same, but music without words takes a third of the time.
 */
function isStuck(model: Pick<SpeechModel, "text">, said: readonly number[]): boolean {
  return said.length % CHECK_EVERY === 0 && compressionRatio(model.text(said)) > 2 * MOST_REPETITION;
}

/** Start, language, task: what a decoding begins with. */
function promptOf({ tokens }: Pick<SpeechModel, "tokens">, language: string): number[] {
  const { startOfTranscript, languages, transcribe } = tokens;
  const code = languages.get(language);
  return [startOfTranscript, ...(code === undefined || transcribe === null ? [] : [code, transcribe])];
}
