import { throwIfCancelled } from "../../core/errors.ts";
import type { Rng } from "../../core/rng.ts";
import { compressionRatio } from "../compression-ratio.ts";
import type { HeardWindow, SpeechModel, SpeechTokens, TokenStream } from "../model.ts";
import {
  chooseCandidates,
  likeliestCandidates,
  likeliestFew,
  likeliestText,
  type Candidate,
  type Going,
  type Text,
} from "./beam-search.ts";
import { drawToken, logSumExp, probabilitiesAmong, probabilityOf } from "./logits.ts";
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
  /** 0 looks for the likeliest text; above, tokens are drawn from softmax(logits / temperature). */
  readonly temperature: number;
  /** Whisper's code. */
  readonly language: string;
  readonly rng: Rng;
  /** So many texts are followed at temperature 0; 1 takes the likeliest token each time. Drawn is one. */
  readonly beams?: number;
  /** Whether what was said may be said again without end; left out: it may. */
  readonly mayLoop?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What decoding needs of a model. */
type Speaker = Pick<SpeechModel, "tokens" | "maxTokens" | "text">;

/** Decodes a window token by token, as OpenAI's whisper/decoding.py does. @throws {CancelledError} */
export async function decodeWindow(
  model: Speaker,
  window: HeardWindow,
  settings: DecodeSettings,
): Promise<DecodedWindow> {
  const stream = window.begin();
  try {
    const rows = await stream.start(promptOf(model, settings.language));
    const atStart = heardAtStart(rows[0]!, model.tokens);
    const { said, sum } = await textBehind(rows.at(-1)!.slice(), stream, model, settings);
    const text = model.text(said).trim();
    return {
      tokens: said,
      text,
      temperature: settings.temperature,
      averageLogProbability: sum / (said.length + 1),
      compressionRatio: compressionRatio(text),
      ...atStart,
    };
  } finally {
    await stream.end();
  }
}

/** @param first the logits behind the prompt; are changed */
async function textBehind(
  first: Float32Array,
  stream: TokenStream,
  model: Speaker,
  { temperature, rng, beams: most = 1, mayLoop = true, signal }: DecodeSettings,
): Promise<Text> {
  const { tokens } = model;
  const beams = temperature === 0 ? most : 1;
  const going = (logits: Float32Array, text: Text): Going => {
    applyTokenRules(logits, text.said, tokens);
    // The model's own probabilities, with the loop in them: what it says only because it must not go on counts as doubt.
    const total = logSumExp(logits);
    if (!mayLoop) ruleOutLoops(logits, text.said, tokens);
    return { ...text, logits, total };
  };
  const drawn = ({ logits, total, sum }: Going): Candidate => {
    const token = drawToken(logits, temperature, rng.uniform());
    return { parent: 0, token, sum: sum + logits[token]! - total };
  };
  // Half of the positions are for the text before the window, which Whisper may be shown; here they stay unused.
  const longest = Math.floor(model.maxTokens / 2);

  let finished: readonly Text[] = [];
  let texts: readonly Text[] = [{ said: [], sum: 0 }];
  let rows: readonly Float32Array[] = [first];
  for (;;) {
    throwIfCancelled(signal);
    const ways = texts.map((text, at) => going(rows[at]!, text));
    const candidates = temperature === 0 ? likeliestCandidates(ways, beams) : ways.map(drawn);
    const { kept, ended } = chooseCandidates(candidates, beams, tokens.endOfText);
    const before = texts;
    const further = ended.map(({ parent, sum }) => ({ ...before[parent]!, sum }));
    finished = [...finished, ...further].slice(0, beams);
    if (finished.length === beams) return likeliestText(finished);
    // A broken model's logits are no numbers: then nothing more can be said.
    if (kept.length > 0)
      texts = kept.map(({ parent, token, sum }) => ({ said: [...before[parent]!.said, token], sum }));
    if (kept.length === 0 || texts.every(({ said }) => said.length === longest || isStuck(model, said)))
      return likeliestText([...finished, ...likeliestFew(texts, beams - finished.length)]);
    rows = await stream.next(kept);
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
function isStuck(model: Speaker, said: readonly number[]): boolean {
  return said.length % CHECK_EVERY === 0 && compressionRatio(model.text(said)) > 2 * MOST_REPETITION;
}

/** Start, language, task: what a decoding begins with. */
function promptOf({ tokens }: Speaker, language: string): number[] {
  const { startOfTranscript, languages, transcribe } = tokens;
  const code = languages.get(language);
  return [startOfTranscript, ...(code === undefined || transcribe === null ? [] : [code, transcribe])];
}
