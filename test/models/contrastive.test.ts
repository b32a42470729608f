import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { contrastiveModel } from "../../src/engine/models/architectures/contrastive.ts";
import { CONTRASTIVE_SETTINGS } from "../../src/engine/models/settings.ts";
import { contrastiveObjective, evenBatches, trainContrastive } from "../../src/engine/models/train-contrastive.ts";
import { pooledSource } from "../../src/engine/models/training/pooled-source.ts";
import { arraySource, type SampleSource } from "../../src/engine/models/training/source.ts";

const BANDS = 6;
const FRAMES = 400;
const MODEL = contrastiveModel([1, BANDS, FRAMES], 4);
const SETTINGS = { ...CONTRASTIVE_SETTINGS, batchSize: 4, epochs: 6, threads: 1 };

/** Songs of noise around a spectrum of their own. */
function songs(count: number): SampleSource {
  const rng = createRng(11, "songs");
  const data = new Float32Array(count * BANDS * FRAMES);
  for (let row = 0; row < count * BANDS; row++) {
    const level = 2 * rng.normal();
    for (let frame = 0; frame < FRAMES; frame++) data[row * FRAMES + frame] = level + 0.5 * rng.normal();
  }
  return arraySource(data, BANDS * FRAMES, `songs ${count}`);
}

test("learns to tell songs apart, and crops of a song together", async () => {
  const { history, latents, parameterCount } = await trainContrastive(MODEL, songs(7), { ...SETTINGS, epochs: 60 });
  expect(history.at(-1)!.total).toBeLessThan(0.7 * history[0]!.total);
  expect(history.every(({ reconstruction, kl, beta }) => reconstruction ?? kl ?? beta ?? true)).toBe(true);
  expect(latents.length).toBe(7 * 4);
  expect(parameterCount).toBe(64 * (BANDS * 3 + 1) + 64 * (64 * 3 + 1) + (128 + 1) * 4 + (4 + 1) * 64);
});

test("the same seed gives the same weights, another seed others", async () => {
  const train = (seed: number) => trainContrastive(MODEL, songs(7), { ...SETTINGS, seed });
  const [one, again, other] = [await train(1), await train(1), await train(2)];
  expect(again.weights).toEqual(one.weights);
  expect(again.latents).toEqual(one.latents);
  expect(other.weights).not.toEqual(one.weights);
});

test("beside other trainings it takes a thread of its own, to the same weights", async () => {
  const [alone, beside] = [
    await trainContrastive(MODEL, songs(7), { ...SETTINGS, threads: 0 }),
    await trainContrastive(MODEL, songs(7), { ...SETTINGS, threads: 0 }, { atOnce: 3 }),
  ];
  expect(beside.weights).toEqual(alone.weights);
  expect(beside.history).toEqual(alone.history);
});

test("a training that is interrupted goes on to the same weights, bit by bit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "latentune-contrastive-"));
  const checkpoint = { path: join(folder, "checkpoint"), everySeconds: 3600 };
  const undisturbed = await trainContrastive(MODEL, songs(7), SETTINGS);
  const controller = new AbortController();
  const onEpoch = ({ epoch }: { readonly epoch: number }): void => {
    if (epoch === 3) controller.abort();
  };
  const { signal } = controller;
  await expect(trainContrastive(MODEL, songs(7), SETTINGS, { checkpoint, signal, onEpoch })).rejects.toThrow(
    CancelledError,
  );
  const resumed = await trainContrastive(MODEL, songs(7), SETTINGS, { checkpoint });
  expect(resumed.history).toEqual(undisturbed.history);
  expect(resumed.weights).toEqual(undisturbed.weights);
  await rm(folder, { recursive: true });
});

test("needs two songs", async () => {
  await expect(trainContrastive(MODEL, songs(1), SETTINGS)).rejects.toThrow(/needs 2, there is 1/);
  const two = await trainContrastive(MODEL, songs(2), { ...SETTINGS, batchSize: 64, epochs: 1 });
  expect(two.history[0]!.total).toBeGreaterThan(0);
});

test("batches of an epoch are of nearly equal size", () => {
  expect([30, 64, 65, 142, 129, 1].map((count) => evenBatches(count, 64))).toEqual([30, 64, 33, 48, 43, 1]);
});

test("pooling is the mean of frames that follow each other", async () => {
  const source = arraySource(Float32Array.of(1, 3, 5, 7, 100, 2, 4, 6, 10, 100), 10, "pooled");
  const pooled = pooledSource(source, { bands: 2, frames: 5, pooledFrames: 2 });
  const into = new Float32Array(4);
  await pooled.read(Uint32Array.of(0), into);
  expect([...into]).toEqual([2, 6, 3, 8]);
  const unkept = pooledSource(source, { bands: 2, frames: 5, pooledFrames: 2 }, 0);
  await unkept.read(Uint32Array.of(0), into.fill(0));
  expect([...into]).toEqual([2, 6, 3, 8]);
});

test("a step's crops are parts of its songs, with gain, tilt and masks of their own", async () => {
  // 80 bands, 100 averages of four frames; each value tells song, band and frame.
  const [bands, frames] = [80, 400];
  const data = Float32Array.from({ length: 3 * bands * frames }, (_, at) => {
    const [song, band, frame] = [Math.floor(at / (bands * frames)), Math.floor(at / frames) % bands, at % frames];
    return song * 1e5 + band * 1e3 + Math.floor(frame / 4);
  });
  const objective = contrastiveObjective(contrastiveModel([1, bands, frames], 4), { seed: 5 });
  const read = objective.reader(arraySource(data, bands * frames, "known"), 3);
  const crop = 75;
  const starts: number[] = [];
  const gains: number[] = [];
  const tilts: number[] = [];
  const masked: number[] = [];
  for (let step = 0; step < 200; step++) {
    const { samples, perSong } = await read({ songs: Uint32Array.of(2, 0), step, epoch: 1 });
    const { offset, mask } = perSong as { offset: Float32Array; mask: Float32Array };
    expect(samples.length).toBe(2 * 2 * bands * crop);
    for (const [view, song] of [2, 2, 0, 0].entries()) {
      const start = samples[view * bands * crop]! - song * 1e5;
      starts.push(start);
      for (const [band, frame] of [
        [0, 74],
        [79, 0],
        [41, 30],
      ] as const) {
        expect(samples[(view * bands + band) * crop + frame]).toBe(song * 1e5 + band * 1e3 + start + frame);
      }
      const [low, high] = [offset[view * bands]!, offset[view * bands + 79]!];
      expect(offset[view * bands + 30]).toBeCloseTo(low + ((high - low) * 30) / 79, 5);
      gains.push((low + high) / 2);
      tilts.push((high - low) / 2);
      masked.push(mask.subarray(view * bands, (view + 1) * bands).filter((value) => value === 0).length);
    }
  }
  const deviation = (values: readonly number[]): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect([Math.min(...starts), Math.max(...starts)]).toEqual([0, 25]);
  expect(mean(starts)).toBeCloseTo(12.5, -0.5);
  expect(deviation(gains)).toBeCloseTo(0.1, 2);
  expect(deviation(tilts)).toBeCloseTo(0.1, 2);
  // Two ranges of 5 bands on average, which overlap now and then.
  expect(mean(masked)).toBeGreaterThan(9);
  expect(mean(masked)).toBeLessThan(10);
  expect(Math.max(...masked)).toBeLessThanOrEqual(20);
});
