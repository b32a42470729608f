import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { chooseCandidates } from "../../src/engine/speech/decoding/beam-search.ts";
import { decodeWindow, type DecodedWindow } from "../../src/engine/speech/decoding/decode-window.ts";
import { logSumExp, mostLikelyOf } from "../../src/engine/speech/decoding/logits.ts";
import { applyTokenRules } from "../../src/engine/speech/decoding/token-rules.ts";
import type { HeardWindow } from "../../src/engine/speech/model.ts";
import type { MakeTensor } from "../../src/engine/speech/whisper-cache.ts";
import { createDecoder } from "../../src/engine/speech/whisper-decoder.ts";
import { Lcg } from "../golden/lcg.ts";
import { golden } from "../golden/load.ts";
import { whisperDecoder } from "../tiny-models/whisper-graphs.ts";
import { heard, TOKENS, VOCABULARY } from "./scripted-model.ts";

interface Golden {
  readonly decodings: readonly {
    readonly sound: number;
    readonly beams: number;
    readonly tokens: readonly number[];
    readonly sum: number;
    readonly finished: boolean;
  }[];
}
const BEAMS = golden("beams") as Golden;

/** As in make_beams.py. */
const SHAPE = {
  ...{ bands: 80, width: 32, heads: 2, layers: 2, inner: 128, vocabulary: VOCABULARY },
  ...{ audioPositions: 24, textPositions: 128 },
};
const LONGEST = 64;

function numbers(name: string, count: number): Float32Array {
  const seed = Array.from(name).reduce((sum, letter, place) => sum + (place + 1) * letter.charCodeAt(0), 0);
  const rng = new Lcg(seed);
  return Float32Array.from({ length: count }, () => rng.uniform() * 2 - 1);
}

function weight(name: string, dims: readonly number[]): Float32Array {
  const count = dims.reduce((product, size) => product * size);
  if (name.endsWith("norm.weight")) return new Float32Array(count).fill(1);
  if (name.endsWith(".bias")) return new Float32Array(count);
  const values = numbers(name, count);
  if (name === "decoder.embed_tokens.weight")
    return values.map((value, at) => {
      const token = Math.floor(at / SHAPE.width);
      return value * (token >= TOKENS.firstTimestamp ? 0.25 : token === TOKENS.endOfText ? 1.2 : 1);
    });
  return name.includes("embed") ? values : values.map((value) => value * Math.sqrt(12 / dims[0]!));
}

const tensor: MakeTensor = (type, data, dims) => new Tensor(type, data, dims);

const speaker = (maxTokens: number) => ({ tokens: TOKENS, maxTokens, text: () => "" });

function decode(window: HeardWindow, beams: number | undefined, longest: number): Promise<DecodedWindow> {
  const settings = { temperature: 0, language: "fr", rng: createRng(1), ...(beams === undefined ? {} : { beams }) };
  return decodeWindow(speaker(2 * longest), window, settings);
}

const sumOf = ({ averageLogProbability, tokens }: DecodedWindow): number => averageLogProbability * (tokens.length + 1);

describe("decoding with beams", () => {
  it("finds the texts of openai-whisper, and their log-probabilities, in a decoder with random weights", async () => {
    const session = await InferenceSession.create(whisperDecoder(SHAPE, weight, { quantised: false }));
    const { heardWindow } = createDecoder(session, tensor, { heads: SHAPE.heads, size: SHAPE.width / SHAPE.heads });
    for (const { sound, beams, tokens, sum } of BEAMS.decodings) {
      const dims = [1, SHAPE.audioPositions, SHAPE.width];
      const hidden = tensor("float32", numbers(`sound ${sound}`, SHAPE.audioPositions * SHAPE.width), dims);
      const decoded = await decode(heardWindow(hidden), beams, LONGEST);
      expect(decoded.tokens, `sound ${sound}, ${beams} beams`).toEqual(tokens);
      expect(Math.abs(sumOf(decoded) - sum), `sound ${sound}, ${beams} beams`).toBeLessThan(1e-4);
    }
    // Some that end, and some that are cut off; beams find something else than the likeliest token each time.
    expect(new Set(BEAMS.decodings.map(({ finished }) => finished)).size).toBe(2);
    await session.release();
  });

  it.each(Array.from({ length: 24 }, (_, seed) => [seed, [1, 2, 3, 5][seed % 4]!] as const))(
    "is as its plain twin (seed %d, %d beams)",
    async (seed, beams) => {
      const decoded = await decode(heard(babbling(seed)), beams, 20);
      const twin = plainSearch(babbling(seed), beams, 20);
      expect(decoded.tokens).toEqual(twin.said);
      expect(sumOf(decoded)).toBeCloseTo(twin.sum, 5);
    },
  );

  it.each([1, 2, 3])("takes the likeliest token each time with one beam (seed %d)", async (seed) => {
    const script = babbling(seed);
    const said: number[] = [];
    for (;;) {
      const logits = script([...PROMPT, ...said]);
      applyTokenRules(logits, said, TOKENS);
      const [token] = mostLikelyOf(logits, 1);
      if (token === TOKENS.endOfText || said.push(token!) === 20) break;
    }
    expect((await decode(heard(script), 1, 20)).tokens).toEqual(said);
    expect((await decode(heard(script), undefined, 20)).tokens).toEqual(said);
  });

  it("draws one text at higher temperatures, whatever the number of beams", async () => {
    const drawn = (beams: number): Promise<DecodedWindow> =>
      decodeWindow(speaker(40), heard(babbling(4)), {
        ...{ temperature: 0.4, language: "fr", rng: createRng(9), beams },
      });
    expect((await drawn(5)).tokens).toEqual((await drawn(1)).tokens);
  });
});

it("says nothing where the logits are no numbers", async () => {
  const broken = heard(() => new Float32Array(VOCABULARY).fill(NaN));
  expect((await decode(broken, 5, 20)).tokens).toEqual([]);
});

describe("chooseCandidates", () => {
  const of = (parent: number, token: number, sum: number) => ({ parent, token, sum });

  it("keeps the likeliest, each in the place of its parent where that is free, and ends no text behind the last of them", () => {
    const candidates = [of(0, 1, -3), of(0, 9, -9), of(1, 9, -2), of(1, 2, -2.5), of(2, 3, -1), of(2, 4, -1.5)];
    const { kept, ended } = chooseCandidates(candidates, 3, 9);
    expect(kept.map(({ token }) => token)).toEqual([4, 2, 3]);
    expect(ended.map(({ sum }) => sum)).toEqual([-2]);
  });
});

const PROMPT = [TOKENS.startOfTranscript, 43, TOKENS.transcribe!];

/** Logits that depend on all tokens before; the end becomes likelier. */
function babbling(seed: number) {
  return (given: readonly number[]): Float32Array => {
    const rng = new Lcg(given.reduce((hash, token) => (Math.imul(hash, 31) + token) >>> 0, seed));
    const logits = Float32Array.from({ length: VOCABULARY }, () => rng.uniform() * 2);
    for (let token = 0; token < TOKENS.endOfText; token++) logits[token]! += 6 + 3 * rng.uniform();
    logits[TOKENS.endOfText]! += 4 + given.length / 4;
    return logits;
  };
}

interface Scored {
  readonly said: readonly number[];
  readonly sum: number;
}

/** Beam search without a memory, as it is written down: every text from its start, at every step. */
function plainSearch(script: (given: readonly number[]) => Float32Array, beams: number, longest: number) {
  let texts: readonly Scored[] = [{ said: [], sum: 0 }];
  const ended: Scored[] = [];
  for (let step = 0; step < longest && ended.length < beams; step++) {
    const further = texts
      .flatMap(({ said, sum }) => {
        const logits = script([...PROMPT, ...said]);
        applyTokenRules(logits, said, TOKENS);
        const total = logSumExp(logits);
        return Array.from(logits, (logit, token) => ({ said: [...said, token], sum: sum + logit - total }));
      })
      .filter(({ sum }) => sum > -Infinity)
      .sort((a, b) => b.sum - a.sum);
    const isEnd = ({ said }: Scored): boolean => said.at(-1) === TOKENS.endOfText;
    texts = further.filter((text) => !isEnd(text)).slice(0, beams);
    const last = texts.at(-1)!.sum;
    for (const { said, sum } of further.filter((text) => isEnd(text) && text.sum > last))
      if (ended.length < beams) ended.push({ said: said.slice(0, -1), sum });
  }
  const all = [...ended, ...texts.slice(0, beams - ended.length)];
  return all.sort((a, b) => b.sum / b.said.length - a.sum / a.said.length)[0]!;
}
