import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { locateModel, type LocatedModel } from "../../src/engine/hub/locate.ts";
import { loadWhisper } from "../../src/engine/speech/whisper.ts";
import { transcribe, type Transcript } from "../../src/engine/speech/transcribe.ts";
import type { Voice } from "../tiny-models/tiny-whisper.ts";
import { writeTinyWhisper } from "../tiny-models/write.ts";

const SONG = new URL("../../examples/songs30/data/audio/spanish/Fantasma - Los Rombos (2 of 6).mp3", import.meta.url)
  .pathname;

let folder: string;
let samples: Float32Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-whisper-"));
  ({ samples } = await decodeAudio(decodeURIComponent(SONG), { sampleRate: 16_000, seconds: 60 }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function tiny(voice: Voice, weights: "quantised" | "full" = "quantised"): Promise<LocatedModel> {
  const model = await writeTinyWhisper(join(folder, `${voice}-${Math.random()}`), voice);
  return locateModel({ kind: "speech", model, weights, modelsDir: null, executionProvider: "cpu" });
}

async function hear(located: LocatedModel, language: string | null = null): Promise<Transcript> {
  const model = await loadWhisper(located, "cpu");
  try {
    return await transcribe(model, samples, { language, seed: 42 });
  } finally {
    await model.dispose();
  }
}

describe("a model of Whisper's shape, by the code that loads real ones", () => {
  it.each(["quantised", "full"] as const)("writes down what it sings, with the times (%s weights)", async (weights) => {
    const { lines, language, reason } = await hear(await tiny("sings", weights));
    expect({ language, reason }).toMatchObject({ language: { code: "es", detected: true }, reason: null });
    expect(language.probability).toBeGreaterThan(0.5);
    expect(lines).toHaveLength(3);
    expect(lines.map(({ start, end }) => [start, end])).toEqual([
      [0, 8],
      [8, 17],
      [17, 26],
    ]);
    expect(lines[0]!.text).toMatch(/^(?:[a-z]+ ){4}[a-z]+$/);
  });

  it("is the same with the cache as token by token from the start", async () => {
    const model = await loadWhisper(await tiny("sings", "full"), "cpu");
    const { tokens } = model;
    const window = await model.listen({
      bands: 80,
      frames: 3000,
      data: Float32Array.from({ length: 240_000 }, (_, index) => Math.sin(index) * 0.5),
    });
    const prompt = [
      tokens.startOfTranscript,
      tokens.languages.get("es")!,
      tokens.transcribe!,
      tokens.firstTimestamp,
      260,
    ];
    const whole = await window.begin().start(prompt);
    const stream = window.begin();
    for (const [step, token] of prompt.entries()) {
      const [logits] = await (step === 0 ? stream.start([token]) : stream.next([{ parent: 0, token }]));
      const off = logits!.reduce((most, value, at) => Math.max(most, Math.abs(value - whole[step]![at]!)), 0);
      expect(off).toBeLessThan(1e-4);
    }
    await model.dispose();
  });

  it.each([
    ["hums", "no-speech"],
    ["loops", "repetition"],
    ["mumbles", "uncertain"],
  ] as const)("gives no text where it %s: %s", async (voice, reason) => {
    expect(await hear(await tiny(voice), "es")).toMatchObject({ lines: [], reason });
  });

  it.each([
    ["full", 5],
    ["quantised", 1],
  ] as const)("follows with %s weights %i texts at once", async (weights, beams) => {
    const model = await loadWhisper(await tiny("sings", weights), "cpu");
    expect(model.beams).toBe(beams);
    await model.dispose();
  });

  it("says the same every time", async () => {
    const located = await tiny("sings");
    expect(await hear(located, "bn")).toEqual(await hear(located, "bn"));
  });
});

describe("a model that is missing or broken", () => {
  const request = { kind: "speech", weights: "auto", executionProvider: "cpu" } as const;

  it("says where it looked, what it weighs and what to do", async () => {
    const error = await locateModel({ ...request, model: "small", modelsDir: folder }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      name: "ModelError",
      reason: "missing",
      message: "The model Xenova/whisper-small is not on this machine.",
      place: { file: join(folder, "Xenova", "whisper-small") },
    });
    expect((error as { place: { remedy: string } }).place.remedy).toMatch(
      /latentune models get small, about 253 MB.*--models-dir/,
    );
  });

  it("names the files that are missing", async () => {
    const located = await tiny("sings");
    await rm(join(located.folder, "tokenizer.json"));
    await rm(join(located.folder, "onnx", "decoder_model_merged_quantized.onnx"));
    await expect(
      locateModel({ ...request, weights: "quantised", model: located.folder, modelsDir: null }),
    ).rejects.toMatchObject({
      reason: "missing",
      message: expect.stringContaining(
        "tokenizer.json and onnx/decoder_model_merged_quantized.onnx are missing",
      ) as string,
    });
  });

  it("takes the other weights where only they are there, or says so", async () => {
    const located = await tiny("sings");
    await rm(join(located.folder, "onnx", "encoder_model_quantized.onnx"));
    expect(await locateModel({ ...request, model: located.folder, modelsDir: null })).toMatchObject({
      weights: "full",
    });
    await expect(
      locateModel({ ...request, weights: "quantised", model: located.folder, modelsDir: null }),
    ).rejects.toMatchObject({ place: { remedy: "Its full weights are: use --model-weights full." } });
  });

  it("knows Git's pointers in the place of weights", async () => {
    const located = await tiny("sings");
    await writeFile(
      join(located.folder, "onnx", "encoder_model_quantized.onnx"),
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    );
    await expect(locateModel({ ...request, model: located.folder, modelsDir: null })).rejects.toMatchObject({
      reason: "broken",
      place: { remedy: "Run `git lfs pull` in that folder." },
    });
  });

  it.each([
    ["onnx/encoder_model_quantized.onnx", "not an onnx file"],
    ["tokenizer.json", "{"],
    ["config.json", "[1]"],
    ["generation_config.json", "{}"],
  ])("names the folder if %s is broken", async (file, content) => {
    const located = await tiny("sings");
    await writeFile(join(located.folder, file), content);
    await expect(loadWhisper(located, "cpu")).rejects.toMatchObject({
      name: "ModelError",
      reason: "broken",
      place: { file: located.folder },
    });
  });

  it("does not take a graph of another kind for a decoder", async () => {
    const located = await tiny("sings");
    await copyFile(
      join(located.folder, "onnx", "encoder_model.onnx"),
      join(located.folder, "onnx", "decoder_model_merged_quantized.onnx"),
    );
    await expect(loadWhisper(located, "cpu")).rejects.toMatchObject({ name: "ModelError", reason: "broken" });
  });

  it("refuses names that lead out of the models' folder", async () => {
    for (const model of ["../../etc", "a/b/c", "a/..", "", "http://x/y"]) {
      await expect(locateModel({ ...request, model, modelsDir: folder })).rejects.toMatchObject({ name: "ModelError" });
    }
  });

  it("says which execution provider is not there", async () => {
    await expect(loadWhisper(await tiny("sings"), "coreml")).rejects.toThrow(/no execution provider coreml/);
  });
});
