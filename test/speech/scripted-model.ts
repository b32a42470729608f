import type { HeardWindow, SpeechModel, SpeechTokens } from "../../src/engine/speech/model.ts";

/** A vocabulary of 40 text tokens, end, start, two languages, tasks, no speech, no timestamps, and 1501 timestamps. */
export const TOKENS: SpeechTokens = {
  endOfText: 40,
  startOfTranscript: 41,
  languages: new Map([
    ["en", 42],
    ["fr", 43],
  ]),
  transcribe: 45,
  noSpeech: 46,
  noTimestamps: 47,
  firstTimestamp: 48,
  suppressed: [3, 41, 42, 43, 44, 45, 46],
  suppressedFirst: [7, 40],
  maxFirstTimestamp: 50,
};
export const VOCABULARY = 48 + 1501;

/** The timestamp of so many seconds. */
export const at = (seconds: number): number => TOKENS.firstTimestamp + Math.round(seconds / 0.02);

/** Logits by the tokens before: those of the last token are what comes next. */
export type Script = (said: readonly number[], start: number) => Float32Array;

/** A model that follows a script; text tokens are letters, the 27th a blank. */
export function scriptedModel(script: Script): SpeechModel & { readonly windows: number[] } {
  const windows: number[] = [];
  return {
    id: "scripted",
    tokens: TOKENS,
    bands: 80,
    beams: 5,
    maxTokens: 448,
    windows,
    listen({ data, frames }) {
      // Tests put the window's number into its loudness.
      windows.push(frames);
      return Promise.resolve(heard(script, data[0]));
    },
    text: letters,
    dispose: () => Promise.resolve(),
  };
}

export function heard(script: Script, start = 0): HeardWindow {
  return {
    begin() {
      let texts: readonly (readonly number[])[] = [[]];
      // Rows are the caller's to change; a script may give the same ones again.
      const rowBehind = (given: readonly number[]): Float32Array => script(given, start).slice();
      return {
        start(tokens) {
          texts = [tokens];
          return Promise.resolve(tokens.map((_, at) => rowBehind(tokens.slice(0, at + 1))));
        },
        next(further) {
          const before = texts;
          texts = further.map(({ parent, token }) => [...before[parent]!, token]);
          return Promise.resolve(texts.map(rowBehind));
        },
        end: () => Promise.resolve(),
      };
    },
  };
}

export function letters(tokens: readonly number[]): string {
  return tokens
    .filter((token) => token < TOKENS.endOfText)
    .map((token) => (token === 26 ? " " : String.fromCharCode(97 + token)))
    .join("");
}

export const codes = (text: string): number[] =>
  Array.from(text, (letter) => (letter === " " ? 26 : letter.charCodeAt(0) - 97));

/** Logits in which one token is as likely as said, the others share the rest. */
export function likely(token: number, probability: number): Float32Array {
  const rest = Math.log((1 - probability) / (VOCABULARY - 1));
  const logits = new Float32Array(VOCABULARY).fill(rest);
  logits[token] = Math.log(probability);
  return logits;
}

/**
 * A script that says these tokens after the prompt, each with the given probability.
 * @param noSpeech probability of no speech, said at the start
 */
export function saying(tokens: readonly number[], probability: number, noSpeech = 0.01): Script {
  return (given) => {
    if (given.length === 1) return likely(TOKENS.noSpeech, noSpeech);
    return likely(tokens[given.length - 3] ?? TOKENS.endOfText, probability);
  };
}
