import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { locateModel, type LocatedModel } from "../../src/engine/hub/locate.ts";
import { loadSentenceModel } from "../../src/engine/lyrics/sentence/sentence-model.ts";
import { loadWhisper } from "../../src/engine/speech/whisper.ts";
import { transcribe, type Transcript } from "../../src/engine/speech/transcribe.ts";
import { golden } from "../golden/load.ts";
import { sungExcerpts } from "./sung-excerpts.ts";
import { wordErrorRate, type HeardText } from "./word-error-rate.ts";

const MODELS = process.env["LATENTUNE_REAL_MODELS"] ?? join(import.meta.dirname, "../../out/models");
const WHISPER = join(MODELS, "whisper-tiny.en");
const BASE = join(MODELS, "whisper-base");
const MINILM = join(MODELS, "all-MiniLM-L6-v2");
const E5 = join(MODELS, "multilingual-e5-small");
const WEIGHTS = ["full", "quantised"] as const;

const located = (
  kind: "speech" | "embedding",
  model: string,
  weights: (typeof WEIGHTS)[number],
): Promise<LocatedModel> => locateModel({ kind, model, weights, modelsDir: null, executionProvider: "cpu" });

async function hear(
  samples: Float32Array,
  weights: (typeof WEIGHTS)[number],
  folder = WHISPER,
  language: string | null = "en",
): Promise<Transcript> {
  const model = await loadWhisper(await located("speech", folder, weights), "cpu");
  try {
    return await transcribe(model, samples, { language, seed: 42 });
  } finally {
    await model.dispose();
  }
}

/** So many seconds of a function of time, at 16 kHz. */
const sound = (seconds: number, at: (time: number, index: number) => number): Float32Array =>
  Float32Array.from({ length: seconds * 16_000 }, (_, index) => at(index / 16_000, index));

describe.skipIf(!existsSync(WHISPER))(
  "Whisper tiny.en (skipped without it: node scripts/test-models.js real out/models)",
  () => {
    it.each(WEIGHTS)("writes down what is said (%s weights)", async (weights) => {
      const { samples } = await decodeAudio(join(import.meta.dirname, "four-score.opus"), {
        sampleRate: 16_000,
        seconds: 60,
      });
      const { lines, reason } = await hear(samples, weights);
      expect(reason).toBeNull();
      const words = lines
        .map(({ text }) => text)
        .join(" ")
        .toLowerCase()
        .replaceAll("'", "")
        .replaceAll(/[^a-z]+/g, " ")
        .trim();
      expect(words).toBe("four score and seven years ago our fathers brought forth upon this continent a new nation");
      expect(lines.at(-1)!.end).toBeLessThanOrEqual(samples.length / 16_000);
    });

    it.each([
      ["a tone", sound(12, (time) => 0.3 * Math.sin(2 * Math.PI * 440 * time))],
      [
        "chords",
        sound(12, (time) =>
          [220, 277, 330].reduce((sum, pitch) => sum + 0.1 * Math.sin(2 * Math.PI * pitch * time), 0),
        ),
      ],
    ])("makes up no words for %s", async (_, samples) => {
      expect((await hear(samples, "quantised")).lines).toEqual([]);
    });
  },
);

describe.skipIf(!existsSync(MINILM))(
  "all-MiniLM-L6-v2 (skipped without it: node scripts/test-models.js real out/models)",
  () => {
    it.each([
      ["full", 0.0001],
      ["quantised", 0.02],
    ] as const)(
      "gives the similarities of sentence-transformers' own example (%s weights)",
      async (weights, tolerance) => {
        const model = await loadSentenceModel(await located("embedding", MINILM, weights), "cpu");
        const [a, b, c] = await model.embed([
          "A man is eating food.",
          "A man is eating a piece of bread.",
          "The girl is carrying a baby.",
        ]);
        await model.dispose();
        // Printed in its documentation: 0.7553 and -0.1050.
        expect(Math.abs(cosine(a!, b!) - 0.7553)).toBeLessThan(tolerance);
        expect(Math.abs(cosine(a!, c!) - -0.105)).toBeLessThan(tolerance);
      },
    );
  },
);

describe.skipIf(!existsSync(BASE))(
  "Whisper base (skipped without it: node scripts/test-models.js real out/models)",
  () => {
    const heardByPython = golden("heard_songs") as Readonly<Record<string, string>>;
    const excerpts = sungExcerpts().filter(({ name }) => name in heardByPython);
    const soundOf = async (path: string): Promise<Float32Array> =>
      (await decodeAudio(path, { sampleRate: 16_000, seconds: 60 })).samples;

    it("hears words of songs about as well as Python does", async () => {
      const texts: HeardText[] = [];
      for (const { path, language, sung } of excerpts) {
        const { lines } = await hear(await soundOf(path), "full", BASE, language);
        texts.push({ heard: lines.map(({ text }) => text).join(" "), sung });
      }
      const peer = wordErrorRate(excerpts.map(({ name, sung }) => ({ heard: heardByPython[name]!, sung })));
      expect(wordErrorRate(texts)).toBeLessThan(peer + 0.03);
    });

    it.each(excerpts.map(({ name, path, language }) => [language, name, path] as const))(
      "knows the language %s of %s",
      async (language, _, path) => {
        expect((await hear(await soundOf(path), "quantised", BASE, null)).language.code).toBe(language);
      },
    );
  },
);

describe.skipIf(!existsSync(E5))(
  "multilingual-e5-small (skipped without it: node scripts/test-models.js real out/models)",
  () => {
    const { texts, vectors } = golden("e5_vectors") as {
      readonly texts: readonly string[];
      readonly vectors: readonly (readonly number[])[];
    };

    it.each([
      ["full", 0.999],
      ["quantised", 0.98],
    ] as const)("gives Python's vectors (%s weights)", async (weights, least) => {
      const model = await loadSentenceModel(await located("embedding", E5, weights), "cpu");
      const ours = await model.embed(texts);
      await model.dispose();
      for (const [index, vector] of ours.entries())
        expect(cosine(vector, Float64Array.from(vectors[index]!)), texts[index]).toBeGreaterThan(least);
    });
  },
);

function cosine(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
}
