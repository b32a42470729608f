import { describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { compressionRatio } from "../../src/engine/speech/compression-ratio.ts";
import { decodeWindow } from "../../src/engine/speech/decoding/decode-window.ts";
import { decodeWithFallback, judge } from "../../src/engine/speech/fallback.ts";
import { drawToken } from "../../src/engine/speech/decoding/logits.ts";
import { applyTokenRules, ruleOutLoops } from "../../src/engine/speech/decoding/token-rules.ts";
import { Lcg } from "../golden/lcg.ts";
import { golden } from "../golden/load.ts";
import {
  at,
  codes,
  heard,
  letters,
  likely,
  saying,
  scriptedModel,
  TOKENS,
  VOCABULARY,
  type Script,
} from "./scripted-model.ts";

interface Golden {
  readonly rules: readonly (Logits & {
    readonly said: readonly number[];
    readonly allowed: readonly (readonly [number, number])[];
  })[];
  readonly decodings: readonly (Logits & {
    readonly tokens: readonly number[];
    readonly average: number;
    readonly noSpeech: number;
  })[];
  readonly ratios: readonly { readonly text: string; readonly ratio: number }[];
}
interface Logits {
  readonly seed: number;
  readonly text: number;
  readonly time: number;
}
const SPEECH = golden("speech") as Golden;

/** As make_speech.py computes them, in float32 like there. */
function goldenLogits({ seed, text, time }: Logits, step: number): Float32Array {
  const rng = new Lcg(seed * 1000 + step);
  const values = Float32Array.from({ length: VOCABULARY }, () => rng.uniform() * 8);
  for (let token = 0; token < TOKENS.endOfText; token++) values[token]! += text;
  const first = TOKENS.firstTimestamp + 40 * step;
  for (let token = first; token < Math.min(first + 30, VOCABULARY); token++) values[token]! += time;
  return values;
}

describe("applyTokenRules", () => {
  it.each(SPEECH.rules)("allows what openai-whisper allows after $said ($text, $time)", (entry) => {
    const logits = goldenLogits(entry, 1);
    applyTokenRules(logits, entry.said, TOKENS);
    const runs: [number, number][] = [];
    for (const [token, value] of logits.entries()) {
      if (value === -Infinity) continue;
      const last = runs.at(-1);
      if (last?.[1] === token - 1) last[1] = token;
      else runs.push([token, token]);
    }
    expect(runs).toEqual(entry.allowed);
  });
});

describe("ruleOutLoops", () => {
  const ruledOut = (said: readonly number[]): number[] => {
    const logits = new Float32Array(VOCABULARY);
    ruleOutLoops(logits, said, TOKENS);
    return [...logits.keys()].filter((token) => logits[token] === -Infinity);
  };

  it.each([
    ["abcde abcd", "e"],
    ["abcdeabcdfabcd", "ef"],
    ["aaaaa", "a"],
    ["abcdeabc", ""],
    ["abcd", ""],
    ["aaaa", ""],
    ["", ""],
  ])("after %s only what says five tokens again: %s", (said, expected) => {
    expect(letters(ruledOut(codes(said.replaceAll(" ", ""))))).toBe(expected);
  });

  it("does not mind the times between", () => {
    const line = codes("abcde");
    expect(ruledOut([at(0), ...line, at(2), at(2), ...codes("ab"), at(3), at(3), ...codes("cd")])).toEqual(codes("e"));
  });
});

describe("decodeWindow", () => {
  it.each(SPEECH.decodings)("decodes recorded logits as openai-whisper does (seed $seed)", async (entry) => {
    const model = scriptedModel(() => new Float32Array(VOCABULARY));
    const window = heard((given) => {
      const logits = goldenLogits(entry, given.length === 1 ? 500 : given.length - 3);
      if (given.length === 1) return goldenLogits({ ...entry, text: 0, time: 0 }, 500);
      logits[TOKENS.endOfText]! += Math.max(0, given.length - 3 - 10);
      return logits;
    });
    const decoded = await decodeWindow(model, window, { temperature: 0, language: "fr", rng: createRng(1) });
    expect(decoded.tokens).toEqual(entry.tokens);
    expect(decoded.averageLogProbability).toBeCloseTo(entry.average, 5);
    expect(decoded.noSpeechProbability).toBeCloseTo(entry.noSpeech, 8);
  });

  it("stops at half of the positions, whatever the model goes on saying", async () => {
    const rng = createRng(7);
    const script = saying(
      Array.from({ length: 500 }, (_, index) => (index === 0 ? at(0) : 8 + rng.integer(18))),
      0.9,
    );
    const decoded = await decodeWindow(scriptedModel(script), heard(script), {
      temperature: 0,
      language: "en",
      rng: createRng(1),
    });
    expect(decoded.tokens).toHaveLength(224);
  });

  it("gives a loop up before its end", async () => {
    const script = saying([at(0), ...codes("amor ".repeat(60))], 0.9);
    const decoded = await decodeWindow(scriptedModel(script), heard(script), {
      temperature: 0,
      language: "en",
      rng: createRng(1),
    });
    expect(decoded.tokens.length).toBeLessThan(140);
    expect(decoded.compressionRatio).toBeGreaterThan(4.8);
  });

  it("draws the same tokens from the same seed, and others from another", async () => {
    const flat = heard(() => new Float32Array(VOCABULARY));
    const draw = async (seed: number): Promise<readonly number[]> =>
      (
        await decodeWindow(
          scriptedModel(() => new Float32Array(VOCABULARY)),
          flat,
          { temperature: 1, language: "en", rng: createRng(seed) },
        )
      ).tokens;
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });
});

describe("drawToken", () => {
  it("draws by the softmax at the temperature", () => {
    const logits = Float32Array.of(Math.log(0.2), Math.log(0.5), Math.log(0.3));
    expect([0, 0.19, 0.21, 0.69, 0.71, 0.999].map((uniform) => drawToken(logits, 1, uniform))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
    // At half the temperature probabilities are squared: 0.04, 0.25, 0.09 of 0.38.
    expect([0.1, 0.11, 0.76, 0.77].map((uniform) => drawToken(logits, 0.5, uniform))).toEqual([0, 1, 1, 2]);
  });

  it("never draws what is ruled out", () => {
    const logits = Float32Array.of(-Infinity, 0, -Infinity, 0);
    for (let step = 0; step < 100; step++) expect(drawToken(logits, 1, step / 100) % 2).toBe(1);
  });
});

describe("compressionRatio", () => {
  it.each(SPEECH.ratios)("equals Whisper's for ASCII: $ratio", ({ text, ratio }) => {
    expect(compressionRatio(text)).toBeCloseTo(ratio, 12);
  });

  it("does not take Bangla for repetition, as Whisper's measure of UTF-8 nearly does", () => {
    const verse = "আমার সোনার বাংলা আমি তোমায় ভালোবাসি চিরদিন তোমার আকাশ তোমার বাতাস আমার প্রাণে বাজায় বাঁশি";
    expect(compressionRatio(verse)).toBeLessThan(1.6);
    expect(compressionRatio(`${verse} `.repeat(6))).toBeGreaterThan(2.4);
  });
});

describe("judge", () => {
  const line = "a line of a song that somebody seems to sing for a while";
  const good = { text: line, compressionRatio: 1.2, averageLogProbability: -0.4, noSpeechProbability: 0.1 };
  const unsung = { ...good, noSpeechProbability: 0.61 };
  it.each([
    ["accepted", "en", good],
    ["accepted", "en", unsung],
    ["no-speech", "en", { ...unsung, compressionRatio: 2.41 }],
    ["no-speech", "en", { ...unsung, averageLogProbability: -1.01 }],
    ["uncertain", "en", { ...good, noSpeechProbability: 0.6, averageLogProbability: -1.01 }],
    ["accepted", "en", { ...good, averageLogProbability: -1 }],
    ["repetition", "en", { ...good, compressionRatio: 2.41 }],
    ["accepted", "en", { ...good, compressionRatio: 2.4 }],
    // Whisper lets silence pass without another try even where its text repeats itself.
    ["no-speech", "en", { ...good, compressionRatio: 9, noSpeechProbability: 0.7, averageLogProbability: -2 }],
    ["no-speech", "en", { ...good, text: "" }],
    // However sure it is: a few words where nobody seems to sing.
    ["no-speech", "en", { ...unsung, text: "so far away", averageLogProbability: -0.01 }],
    ["accepted", "en", { ...good, text: "so far away" }],
    ["no-speech", "en", { ...good, text: "♪♪♪" }],
    ["no-speech", "en", { ...good, text: "[Music] (applause) *sighs*", compressionRatio: 3 }],
    ["credits", "en", { ...good, text: "Subtitles by the Amara.org community" }],
    ["uncertain", "bn", { ...good, text: "Amar shonar Bangla ami tomay bhalobashi" }],
    ["accepted", "bn", { ...good, text: "আমার সোনার বাংলা, my love" }],
  ] as const)("%s in %s: %o", (verdict, language, decoded) => {
    expect(judge(decoded, language)).toBe(verdict);
  });
});

describe("decodeWithFallback", () => {
  const settings = { language: "en", seed: 42, purpose: "0.00" };
  /** Counts the decodings of a window. */
  const counting = (script: Script): { readonly script: Script; readonly tries: () => number } => {
    let tries = 0;
    return {
      tries: () => tries,
      script: (given, start) => {
        if (given.length === 1) tries++;
        return script(given, start);
      },
    };
  };

  /** Says “maybe so” with such a probability for each letter, and other letters with the rest. */
  const doubtful = (given: readonly number[], probability: number): Float32Array => {
    const logits = new Float32Array(VOCABULARY).fill(-30);
    logits.fill(Math.log((1 - probability) / TOKENS.endOfText), 0, TOKENS.endOfText);
    logits[[at(0), ...codes("maybe so"), at(2)][given.length - 3] ?? TOKENS.endOfText] = Math.log(probability);
    return logits;
  };

  it("takes a good decoding at temperature 0", async () => {
    const script = saying([at(0), ...codes("sol y luna"), at(4)], 0.9);
    const { decoded, verdict } = await decodeWithFallback(scriptedModel(script), heard(script), settings);
    expect({ verdict, text: decoded.text, temperature: decoded.temperature }).toEqual({
      verdict: "accepted",
      text: "sol y luna",
      temperature: 0,
    });
  });

  it("says a loop again without saying anything twice", async () => {
    const loop = [at(0), ...codes("amor ".repeat(12)), at(20)];
    const line = [at(0), ...codes("no one hears what the night sings to you"), at(9)];
    const { script, tries } = counting((given) => {
      if (given.length === 1) return likely(TOKENS.noSpeech, 0.01);
      const logits = new Float32Array(VOCABULARY).fill(Math.log(1e-6));
      logits[line[given.length - 3] ?? TOKENS.endOfText] = Math.log(0.39);
      logits[loop[given.length - 3] ?? TOKENS.endOfText] = Math.log(0.6);
      return logits;
    });
    const { decoded, verdict } = await decodeWithFallback(scriptedModel(script), heard(script), settings);
    expect({ verdict, temperature: decoded.temperature, tries: tries() }).toEqual({
      verdict: "accepted",
      temperature: 0,
      tries: 2,
    });
    const said = decoded.tokens.filter((token) => token < TOKENS.endOfText);
    const fives = said.slice(4).map((_, index) => said.slice(index, index + 5).join());
    expect(new Set(fives).size).toBe(fives.length);
  });

  it("does not believe what a model says only because its loop is forbidden", async () => {
    const { script, tries } = counting(saying([at(0), ...codes("amor ".repeat(12)), at(20)], 0.999999));
    const { decoded, verdict } = await decodeWithFallback(scriptedModel(script), heard(script), settings);
    expect({ verdict, temperature: decoded.temperature, tries: tries() }).toEqual({
      verdict: "uncertain",
      temperature: 0,
      tries: 3,
    });
  });

  it("does not take a later try without words for silence", async () => {
    const first: Script = (given) => (given.length === 1 ? likely(TOKENS.noSpeech, 0.01) : doubtful(given, 0.2));
    const without = saying([at(0), 30, 31, 32, at(2)], 0.999);
    const { script, tries } = counting((given, start) => (tries() === 1 ? first : without)(given, start));
    const { decoded, verdict } = await decodeWithFallback(scriptedModel(script), heard(script), settings);
    expect({ verdict, text: decoded.text, tries: tries() }).toEqual({
      verdict: "uncertain",
      text: "maybe so",
      tries: 2,
    });
  });

  it.each([
    ["uncertain text without speech", saying([at(0), ...codes("thank you"), at(2)], 0.2, 0.9), "no-speech"],
    ["a few words without speech", saying([at(0), ...codes("we go"), at(2)], 0.99, 0.9), "no-speech"],
    ["credits", saying([at(0), ...codes("thank you so much"), at(2)], 0.9), "credits"],
  ] as const)("tries once only: %s", async (_, said, expected) => {
    const { script, tries } = counting(said);
    expect((await decodeWithFallback(scriptedModel(script), heard(script), settings)).verdict).toBe(expected);
    expect(tries()).toBe(1);
  });

  it("gives up what is no likelier at the next temperature, and keeps the better try", async () => {
    const { script, tries } = counting((given) =>
      given.length === 1 ? likely(TOKENS.noSpeech, 0.01) : doubtful(given, tries() === 1 ? 0.1 : 0.05),
    );
    const { decoded, verdict } = await decodeWithFallback(scriptedModel(script), heard(script), settings);
    expect({ verdict, text: decoded.text, temperature: decoded.temperature, tries: tries() }).toEqual({
      verdict: "uncertain",
      text: "maybe so",
      temperature: 0,
      tries: 2,
    });
  });

  it("prefers a try that is only uncertain to a loop", async () => {
    let tries = 0;
    const loop = saying([at(0), ...codes("amor ".repeat(12)), at(20)], 0.999999);
    const uncertain = saying([at(0), ...codes("maybe so"), at(2)], 0.2);
    const script: Script = (given, start) => {
      if (given.length === 1) tries++;
      return (tries === 1 ? loop : uncertain)(given, start);
    };
    const { decoded, verdict } = await decodeWithFallback(scriptedModel(script), heard(script), settings);
    expect({ verdict, repeated: decoded.compressionRatio > 2.4 }).toEqual({ verdict: "uncertain", repeated: false });
  });
});
