import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoFeatureExtractor } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clapFeature, openClap, windowStarts } from "../../../src/engine/audio/embedding/clap.ts";
import { featureFile } from "../../../src/engine/audio/features/kept-feature.ts";
import { messageOf } from "../../../src/engine/core/errors.ts";
import { locateModel, type LocatedModel } from "../../../src/engine/hub/locate.ts";
import { randomWeights } from "../../tiny-models/random-weights.ts";
import { tinyClap, TINY_CLAP_COLUMNS as COLUMNS } from "../../tiny-models/tiny-clap.ts";
import { writeModel } from "../../tiny-models/write.ts";
import { largestDifference, noise } from "../signals.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-clap-"));
});
afterAll(() => rm(folder, { recursive: true }));

const why = (attempt: Promise<unknown>): Promise<string> => attempt.then(() => "", messageOf);
const located = (model: string, weights: "full" | "quantised" = "full"): Promise<LocatedModel> =>
  locateModel({ kind: "audio", model, weights, modelsDir: null, executionProvider: "cpu" });
const written = (name: string, changed?: Parameters<typeof tinyClap>[0]): Promise<string> =>
  writeModel(join(folder, name), tinyClap(changed));

/** The tiny model by hand: its weights on the library's own spectrogram of one window. */
async function expected(model: string, samples: Float32Array): Promise<number[]> {
  const extractor = await AutoFeatureExtractor.from_pretrained(model, { local_files_only: true });
  const { input_features: features } = (await (extractor as unknown as (from: Float32Array) => Promise<unknown>)(
    samples,
  )) as { input_features: { data: Float32Array; dims: number[] } };
  const [, , frames, bands] = features.dims as [number, number, number, number];
  const mean = Array.from({ length: bands }, (_, band) => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += features.data[frame * bands + band]!;
    return sum / frames / 40;
  });
  const weights = randomWeights(20_260_103);
  const layer = (name: string, x: readonly number[], to: number): number[] => {
    const w = weights(`audio_projection.${name}.weight`, [x.length, to]);
    return Array.from({ length: to }, (_, out) => x.reduce((sum, value, at) => sum + value * w[at * to + out]!, 0));
  };
  const projected = layer("linear2", layer("linear1", mean, 24).map(gelu), COLUMNS);
  const length = Math.hypot(...projected);
  return projected.map((value) => value / length);
}

/** x · Φ(x) by the trapezoidal rule. */
function gelu(x: number): number {
  const steps = 20_000;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let area = 0;
  for (let step = 0; step < steps; step++) {
    const [from, to] = [step, step + 1].map((at) => -9 + ((x + 9) * at) / steps);
    area += ((density(from!) + density(to!)) / 2) * (to! - from!);
  }
  return x * area;
}

describe("windows of a song", () => {
  it("stand one behind the other, the last at the end; a short song is one", () => {
    expect(windowStarts(30, 10)).toEqual([0, 10, 20]);
    expect(windowStarts(31, 10)).toEqual([0, 10, 20, 21]);
    expect(windowStarts(29, 10)).toEqual([0, 10, 19]);
    expect(windowStarts(10, 10)).toEqual([0]);
    expect(windowStarts(4, 10)).toEqual([0]);
  });
});

describe("a CLAP model", () => {
  it("hears a song's windows of ten seconds at its own rate; the song is their mean", async () => {
    const model = await written("whole");
    const { columns, feature } = await openClap(await located(model));
    expect({ columns, rate: feature.sampleRate, shape: feature.shape(30) }).toEqual({
      columns: COLUMNS,
      rate: 48_000,
      shape: [COLUMNS],
    });
    // A loud window and a soft one, and three seconds more: the last window begins in the first one.
    const samples = noise(13 * 48_000, 0.5).map((value, at) => (at < 480_000 ? value : value / 50));
    const parts = [samples.subarray(0, 480_000), samples.subarray(3 * 48_000)];
    const vectors = await Promise.all(parts.map((part) => expected(model, part)));
    const mean = vectors[0]!.map((value, column) => (value + vectors[1]![column]!) / 2);
    const { shape, data } = await feature.compute(samples, 30);
    expect(shape).toEqual([COLUMNS]);
    expect(largestDifference(Float32Array.from(data, Number), mean)).toBeLessThan(1e-4);
    expect(largestDifference(vectors[0]!, vectors[1]!)).toBeGreaterThan(1e-3);
    // The same twice, also by a worker that knows the job alone.
    const again = await (await clapFeature(feature.model!)).compute(samples, 30);
    expect(again.data).toEqual(data);
  });

  it("has 8-bit weights that are near the others and another key in the cache", async () => {
    const model = await written("both");
    const full = await openClap(await located(model));
    const quantised = await openClap(await located(model, "quantised"));
    const samples = noise(2 * 48_000, 0.4);
    const [a, b] = [await full.feature.compute(samples, 30), await quantised.feature.compute(samples, 30)];
    const difference = largestDifference(Float32Array.from(a.data, Number), Float32Array.from(b.data, Number));
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(0.05);
    const other = await written("other");
    await writeFile(join(other, "config.json"), JSON.stringify({ model_type: "clap", projection_dim: COLUMNS, x: 1 }));
    const settings = { seconds: 30, decoder: "auto" } as const;
    const same = await openClap(await located(await written("same")));
    const file = ({ feature }: typeof full): string => featureFile("/cache", feature, settings, "song");
    expect(file(same)).toBe(file(full));
    expect(new Set([file(full), file(quantised), file(await openClap(await located(other)))]).size).toBe(3);
  });

  it("stops between two windows when it is cancelled", async () => {
    const { feature } = await openClap(await located(await written("cancelled")));
    const abort = new AbortController();
    const computed = Promise.resolve(feature.compute(noise(60 * 48_000, 0.1), 60, abort.signal));
    abort.abort();
    await expect(computed).rejects.toThrow("ancelled");
  });

  it("says what is wrong with files that are no such model", async () => {
    const of = async (name: string, changed: Parameters<typeof tinyClap>[0]): Promise<string> =>
      why(openClap(await located(await written(name, changed))));
    expect(await of("fused", { truncation: "fusion" })).toContain("it fuses several parts of a song");
    expect(await of("whisper", { feature_extractor_type: "WhisperFeatureExtractor" })).toContain(
      "its preprocessor is not CLAP's",
    );
    expect(await of("rate", { sampling_rate: 0 })).toContain("preprocessor_config.json has no number sampling_rate");
    const graph = await written("graph");
    await writeFile(join(graph, "onnx", "audio_model.onnx"), "no graph");
    const { feature } = await openClap(await located(graph));
    expect(await why(Promise.resolve(feature.compute(noise(48_000, 0.1), 30)))).toContain("cannot be loaded");
    const wide = await written("wide");
    await writeFile(join(wide, "config.json"), JSON.stringify({ model_type: "clap", projection_dim: COLUMNS + 1 }));
    const wider = await openClap(await located(wide));
    expect(await why(Promise.resolve(wider.feature.compute(noise(48_000, 0.1), 30)))).toContain(
      `it has no output audio_embeds (1, ${COLUMNS + 1})`,
    );
  });

  it("is asked for by name where it is missing, with the command that gets it", async () => {
    const missing = locateModel({
      kind: "audio",
      model: "clap",
      weights: "auto",
      modelsDir: join(folder, "nothing"),
      executionProvider: "cpu",
    });
    await expect(missing).rejects.toMatchObject({
      kind: "audio",
      reason: "missing",
      message: "The model Xenova/clap-htsat-unfused is not on this machine.",
      place: { remedy: expect.stringMatching(/^Download it \(latentune models get clap, about \d+ MB\), /) as string },
    });
  });
});
