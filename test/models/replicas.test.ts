import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { compactModel } from "../../src/engine/models/architectures/compact.ts";
import { buildGradientStep } from "../../src/engine/models/training/gradient-step.ts";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import { divisionOf, partCount, split, type Division } from "../../src/engine/models/replicas/replica-plan.ts";
import {
  COMPACT_SETTINGS,
  MLP_SETTINGS,
  REFERENCE_SETTINGS,
  type VaeSettings,
} from "../../src/engine/models/settings.ts";
import { initialState, type TrainingState } from "../../src/engine/models/training/state.ts";
import { createTrainer } from "../../src/engine/models/training/trainer.ts";
import { trainVae, vaeObjective } from "../../src/engine/models/train-vae.ts";
import type { VaeModel } from "../../src/engine/models/architectures/vae.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { noiseSource } from "./small.ts";

const TWO: Division = { parts: 2, replicas: 2 };
const NORMALISATION = { mean: Float32Array.of(0.5), deviation: Float32Array.of(2) };

/** Weights, moments and losses after a full batch, a smaller one, one of a single song, and a full one again. */
async function trainSteps(
  model: VaeModel,
  settings: VaeSettings,
  division: Division,
): Promise<{ state: TrainingState; losses: number[] }> {
  const source = noiseSource(model, 5);
  const begin = (parameters: Parameters<typeof initialState>[0]): Promise<TrainingState> =>
    initialState(parameters, model, { source, settings, normalisation: NORMALISATION });
  const sizes = [5, 2, 1];
  const trainer = await createTrainer(vaeObjective(model, settings), settings, NORMALISATION, sizes, begin, division);
  const rng = createRng(2, "noise of the steps");
  const losses: number[] = [];
  for (const [index, size] of [5, 2, 1, 5].entries()) {
    const samples = new Float32Array(size * source.sampleLength);
    await source.read(
      Uint32Array.from({ length: size }, (_, song) => song),
      samples,
    );
    const noise = Float32Array.from({ length: size * model.latentDim }, () => rng.normal());
    const batch = { batchSize: size, samples, perSong: { noise }, whole: { beta: Float32Array.of(settings.beta) } };
    const { total } = await trainer.step({ ...batch, step: index + 1, learningRate: 1e-3 });
    losses.push(total);
  }
  const state = await trainer.state();
  await trainer.release();
  return { state, losses };
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((total, value) => total + value * value, 0));
const bytes = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

// With layers so wide that their gradients travel as factors, and with parameters of fewer rows than replicas.
const MODELS = [
  { name: "reference", model: referenceModel([1, 16, 64], 48), settings: { ...REFERENCE_SETTINGS, threads: 1 } },
  {
    name: "autoencoder",
    model: referenceModel([1, 16, 64], 48),
    settings: { ...REFERENCE_SETTINGS, threads: 1, beta: 0 },
  },
  { name: "compact", model: compactModel([1, 8, 100], 3), settings: { ...COMPACT_SETTINGS, threads: 1 } },
];

test("wide layers hand on factors", () => {
  for (const { model, settings } of MODELS) {
    const objective = vaeObjective(model, { ...settings, beta: 1 });
    const { gradients } = buildGradientStep(objective, { songs: 2, batchSize: 5 });
    expect(new Set(gradients.map(({ kind }) => kind))).toEqual(new Set(["whole", "product"]));
  }
});

describe.each(MODELS)("replicas of the $name", ({ model, settings }) => {
  test("train as one does, but for rounding, and repeat their weights bit by bit", async () => {
    const alone = await trainSteps(model, settings, { parts: 1, replicas: 1 });
    const [two, again, three] = [
      await trainSteps(model, settings, TWO),
      await trainSteps(model, settings, TWO),
      await trainSteps(model, settings, { parts: 3, replicas: 3 }),
    ];
    for (const { state, losses } of [two, three]) {
      losses.forEach((loss, step) => {
        expect(Math.abs(loss - alone.losses[step]!), `loss of step ${step}`).toBeLessThan(2e-4 * alone.losses[step]!);
      });
      expect(Object.keys(state)).toEqual(Object.keys(alone.state));
      for (const [name, expected] of Object.entries(alone.state)) {
        const error = norm(state[name]!.map((value, index) => value - expected[index]!));
        expect(error, name).toBeLessThanOrEqual(2e-3 * norm(expected));
      }
    }
    expect(again.losses).toEqual(two.losses);
    for (const [name, array] of Object.entries(two.state)) {
      expect(Buffer.compare(bytes(again.state[name]!), bytes(array)), name).toBe(0);
    }
  });
});

test.each(MODELS)(
  "the parts of a batch decide the weights of the $name, not who computes them",
  async ({ model, settings }) => {
    const apart = await trainSteps(model, settings, { parts: 3, replicas: 3 });
    for (const replicas of [1, 2]) {
      const together = await trainSteps(model, settings, { parts: 3, replicas });
      expect(together.losses).toEqual(apart.losses);
      for (const [name, array] of Object.entries(apart.state)) {
        expect(Buffer.compare(bytes(together.state[name]!), bytes(array)), `${name}, ${replicas} replicas`).toBe(0);
      }
    }
  },
);

test("a start that fails ends the threads, whether or not they have loaded the runtime", async () => {
  const model = referenceModel([1, 16, 64], 3);
  const objective = vaeObjective(model, REFERENCE_SETTINGS);
  const active = (): number => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
  const before = active();
  for (const milliseconds of [0, 30, 60, 90, 120, 500]) {
    const begin = async (): Promise<TrainingState> => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      throw new Error("no start");
    };
    const starting = createTrainer(objective, REFERENCE_SETTINGS, NORMALISATION, [2], begin, TWO);
    await expect(starting).rejects.toThrow("no start");
  }
  expect(active()).toBe(before);
});

test("trainings at once share the cores, and a batch falls into the same parts", () => {
  const model = referenceModel([1, 80, 3000], 16);
  const division = (threads: number, atOnce?: number): Division => {
    const settings = { ...REFERENCE_SETTINGS, threads };
    return divisionOf(vaeObjective(model, settings), settings, atOnce);
  };
  expect(division(2)).toEqual({ parts: 2, replicas: 2, oneThread: false });
  expect(division(2, 2)).toEqual({ parts: 2, replicas: 1, oneThread: false });
  expect(division(4, 2)).toEqual({ parts: 4, replicas: 2, oneThread: false });
  expect(division(2, 3)).toEqual({ parts: 2, replicas: 1, oneThread: false });
  expect(division(4, 3)).toEqual({ parts: 4, replicas: 2, oneThread: false });
  expect(division(1)).toEqual({ parts: 1, replicas: 1, oneThread: false });
  expect(division(1, 2)).toEqual({ parts: 1, replicas: 1, oneThread: true });
});

test("a training on replicas that is interrupted goes on to the same weights, bit by bit", async () => {
  // Samples large enough for several replicas; the last batch of an epoch holds one song.
  const model = referenceModel([1, 16, 640], 3);
  const source = noiseSource(model, 3);
  const settings = { ...REFERENCE_SETTINGS, threads: 2, batchSize: 2, epochs: 3 };
  expect(partCount(vaeObjective(model, settings), settings)).toBe(2);
  const undisturbed = await trainVae(model, source, settings);

  const folder = await mkdtemp(join(tmpdir(), "latentune-replicas-"));
  const checkpoint = { path: join(folder, "checkpoint"), everySeconds: 3600 };
  const controller = new AbortController();
  const onEpoch = (): void => {
    controller.abort();
  };
  await expect(trainVae(model, source, settings, { checkpoint, signal: controller.signal, onEpoch })).rejects.toThrow(
    CancelledError,
  );
  const resumed = await trainVae(model, source, settings, { checkpoint });
  expect(resumed.history).toEqual(undisturbed.history);
  for (const [name, weight] of Object.entries(undisturbed.weights)) {
    expect(Buffer.compare(bytes(resumed.weights[name]!), bytes(weight)), name).toBe(0);
  }
  await Promise.all([undisturbed.dispose(), resumed.dispose(), rm(folder, { recursive: true })]);
});

test("a replica that cannot start fails the training with its reason", async () => {
  const model = referenceModel([1, 16, 32], 3);
  const settings = { ...REFERENCE_SETTINGS, threads: 1, executionProvider: "dml" } as const;
  const begin = (parameters: Parameters<typeof initialState>[0]): Promise<TrainingState> =>
    initialState(parameters, model, { source: noiseSource(model, 1), settings, normalisation: NORMALISATION });
  await expect(createTrainer(vaeObjective(model, settings), settings, NORMALISATION, [2], begin, TWO)).rejects.toThrow(
    /dml/,
  );
});

test("how many replicas share a batch", () => {
  const large = referenceModel([1, 80, 3000], 16);
  const count = (changes: Partial<VaeSettings>, model = large): number =>
    partCount(vaeObjective(model, REFERENCE_SETTINGS), { ...REFERENCE_SETTINGS, threads: 2, ...changes });
  expect(count({})).toBe(2);
  expect(count({ threads: 1 })).toBe(1);
  expect(count({ threads: 16 })).toBe(4);
  expect(count({ threads: 16, batchSize: 3 })).toBe(3);
  // Parts of a batch would not see each other.
  const whole = { ...vaeObjective(large, REFERENCE_SETTINGS), needsWholeBatch: true };
  expect(partCount(whole, { ...REFERENCE_SETTINGS, threads: 2 })).toBe(1);
  // One operation after the other is what an accelerator is good at, and small steps are over at once.
  expect(count({ executionProvider: "cuda" })).toBe(1);
  expect(count({ ...MLP_SETTINGS, threads: 2 }, mlpModel(40, 8))).toBe(1);
});

test("a whole is split into parts of nearly the same size", () => {
  expect(split(5, 2)).toEqual([
    { start: 0, end: 3 },
    { start: 3, end: 5 },
  ]);
  expect(split(1, 3)).toEqual([
    { start: 0, end: 1 },
    { start: 1, end: 1 },
    { start: 1, end: 1 },
  ]);
  for (const [whole, parts] of [
    [15, 4],
    [7, 7],
    [30, 4],
    [2, 3],
  ] as const) {
    const found = split(whole, parts);
    expect(found.map(({ start }) => start)).toEqual([0, ...found.slice(0, -1).map(({ end }) => end)]);
    expect(found.at(-1)!.end).toBe(whole);
    const sizes = found.map(({ start, end }) => end - start);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

test("threads that are released in the middle of a step take nothing with them", async () => {
  const { model, settings } = MODELS[0]!;
  const source = noiseSource(model, 24);
  const begin = (parameters: Parameters<typeof initialState>[0]): Promise<TrainingState> =>
    initialState(parameters, model, { source, settings, normalisation: NORMALISATION });
  const samples = new Float32Array(24 * source.sampleLength);
  const noise = new Float32Array(24 * model.latentDim);
  const batch = { batchSize: 24, samples, perSong: { noise }, whole: { beta: Float32Array.of(1) } };
  for (const wait of [0, 2, 5]) {
    const trainer = await createTrainer(vaeObjective(model, settings), settings, NORMALISATION, [24], begin, TWO);
    const step = trainer.step({ ...batch, step: 1, learningRate: 1e-3 }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, wait));
    await trainer.release();
    await step;
  }
});

test("a replica that is alone is given its start, keeps its state to itself, and copies what it hands out", async () => {
  const { model, settings } = MODELS[0]!;
  const source = noiseSource(model, 5);
  let start: TrainingState = {};
  let copies: TrainingState = {};
  const begin = async (parameters: Parameters<typeof initialState>[0]): Promise<TrainingState> => {
    start = await initialState(parameters, model, { source, settings, normalisation: NORMALISATION });
    copies = structuredClone(start);
    return start;
  };
  const alone: Division = { parts: 1, replicas: 1, oneThread: true };
  const trainer = await createTrainer(vaeObjective(model, settings), settings, NORMALISATION, [5], begin, alone);
  expect(Object.values(start).map(({ length }) => length)).toEqual(Object.values(copies).map(() => 0));
  for (const held of [await trainer.weights(), await trainer.weights(), await trainer.state()]) {
    for (const [name, values] of Object.entries(copies)) {
      expect(Buffer.from(bytes(held[name]!)).equals(bytes(values))).toBe(true);
      expect(held[name]!.buffer).toBeInstanceOf(ArrayBuffer);
    }
  }
  await trainer.release();
});

test("a start that cannot be given away ends in an error, and takes the thread with it", async () => {
  const { model, settings } = MODELS[0]!;
  const alone: Division = { parts: 1, replicas: 1, oneThread: true };
  const given = new Float32Array(3);
  structuredClone(given.buffer, { transfer: [given.buffer] });
  for (const weight of [new Float32Array(new SharedArrayBuffer(12)), given]) {
    const begin = (): Promise<TrainingState> => Promise.resolve({ "encoder.0.weight": weight });
    const starting = createTrainer(vaeObjective(model, settings), settings, NORMALISATION, [5], begin, alone);
    await expect(starting).rejects.toThrow();
  }
});
