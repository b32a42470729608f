import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { mlpModel } from "../../src/engine/models/architectures/mlp.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import type { VaeSettings } from "../../src/engine/models/settings.ts";
import type { TrainedModel } from "../../src/engine/models/trained-model.ts";
import { holdOut } from "../../src/engine/models/training/hold-out.ts";
import type { TrainOptions } from "../../src/engine/models/training/options.ts";
import { someSamples, type SampleSource } from "../../src/engine/models/training/source.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { lineSource, noiseSource, SMALL_MODEL, SMALL_SETTINGS } from "./small.ts";

const SOURCE = lineSource(30);
const SHARE = 0.4;
const { training, heldOut } = holdOut(SOURCE, SHARE, SMALL_SETTINGS.seed);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-validation-"));
});
afterAll(() => rm(folder, { recursive: true }));

function train(changes: Partial<VaeSettings> = {}, options: TrainOptions = {}): Promise<TrainedModel> {
  return trainVae(SMALL_MODEL, SOURCE, { ...SMALL_SETTINGS, validation: SHARE, ...changes }, options);
}

/** The mean over samples of their reconstructions' squared error, from the exported networks. */
async function errorOf(trained: TrainedModel, source: SampleSource, samples: Uint32Array): Promise<number> {
  const { mean, deviation } = trained.normalisation;
  const original = new Float32Array(samples.length * source.sampleLength);
  await source.read(samples, original);
  const image = await trained.reconstruct(samples);
  let sum = 0;
  original.forEach((value, at) => {
    const column = at % mean.length;
    sum += ((image[at]! - mean[column]!) / deviation[column]! - (value - mean[column]!) / deviation[column]!) ** 2;
  });
  return sum / original.length;
}

describe("songs held out from a training", () => {
  test("change nothing: the weights are those of a training on the others alone, bit by bit", async () => {
    const held = await train();
    const alone = await trainVae(SMALL_MODEL, someSamples(SOURCE, training), SMALL_SETTINGS);
    expect(held.weights).toEqual(alone.weights);
    expect(held.normalisation).toEqual(alone.normalisation);
    const { history } = alone;
    expect(held.history).toEqual(
      history.map((epoch, index) => ({ ...epoch, validation: held.history[index]!.validation })),
    );
    expect(held.heldOut).toEqual(heldOut);
    expect(alone.heldOut.length).toBe(0);
    // All songs are embedded, those held out too.
    expect(held.latents.length).toBe(30 * 2);
    await Promise.all([held.dispose(), alone.dispose()]);
  });

  test("are measured as their reconstructions are, with the weights at the end of the epoch", async () => {
    for (const epochs of [1, 5]) {
      const trained = await train({ epochs });
      const { validation } = trained.history.at(-1)!;
      expect(validation).toBeCloseTo(await errorOf(trained, SOURCE, heldOut), 5);
      expect(validation).not.toBeCloseTo(await errorOf(trained, SOURCE, training), 3);
      await trained.dispose();
    }
  });

  test("are measured in convolutions as well, on two threads as on one", async () => {
    const model = referenceModel([1, 40, 250], 3);
    const source = noiseSource(model, 12);
    const settings = { ...SMALL_SETTINGS, epochs: 2, validation: 0.5 };
    for (const threads of [1, 2]) {
      const trained = await trainVae(model, source, { ...settings, threads });
      expect(trained.heldOut.length).toBe(6);
      expect(trained.history.at(-1)!.validation).toBeCloseTo(await errorOf(trained, source, trained.heldOut), 4);
      await trained.dispose();
    }
  });

  test("show that a network learns by heart what has no rule", async () => {
    const model = mlpModel(6, 4);
    const trained = await trainVae(model, noiseSource(model, 20), {
      ...SMALL_SETTINGS,
      ...{ epochs: 200, beta: 0, validation: 0.5 },
    });
    const last = trained.history.at(-1)!;
    expect(last.reconstruction).toBeLessThan(0.1);
    expect(last.validation).toBeGreaterThan(0.4);
    const line = await train({ epochs: 200, beta: 0, validation: 0.2 });
    expect(line.history.at(-1)!.validation).toBeLessThan(0.15);
    await Promise.all([trained.dispose(), line.dispose()]);
  });

  test("are what early stopping looks at", async () => {
    const model = mlpModel(6, 4);
    const source = noiseSource(model, 20);
    const settings = {
      ...SMALL_SETTINGS,
      ...{ epochs: 300, beta: 0, validation: 0.5, earlyStopping: { patience: 10, minimumImprovement: 0.005 } },
    };
    const trained = await trainVae(model, source, settings);
    const errors = trained.history.map(({ validation }) => validation!);
    expect(errors.length).toBeLessThan(300);
    // The loss still fell when nothing was learnt any more about songs held out.
    const totals = trained.history.map(({ total }) => total);
    expect(totals.at(-1)).toBeLessThan(0.9 * totals.at(-11)!);
    const best = Math.min(...errors.slice(0, -10));
    expect(Math.min(...errors.slice(-10))).toBeGreaterThan(best * 0.995);
    await trained.dispose();
  });

  test("are measured the same after an interruption", async () => {
    const undisturbed = await train();
    const checkpoint = { path: join(folder, "resumed"), everySeconds: 60 };
    const controller = new AbortController();
    const cancelled = train(
      {},
      {
        checkpoint,
        signal: controller.signal,
        onEpoch: ({ epoch }) => {
          if (epoch === 5) controller.abort();
        },
      },
    );
    await expect(cancelled).rejects.toThrow(CancelledError);
    const epochs: number[] = [];
    const resumed = await train({}, { checkpoint, onEpoch: ({ epoch }) => epochs.push(epoch) });
    expect(epochs[0]).toBe(6);
    expect(resumed.history).toEqual(undisturbed.history);
    expect(resumed.weights).toEqual(undisturbed.weights);
    await Promise.all([undisturbed.dispose(), resumed.dispose()]);
  });

  test("leave no trace in the records of a training without them", async () => {
    const trained = await train({ validation: 0 });
    expect(trained.heldOut.length).toBe(0);
    expect(trained.history.some((record) => "validation" in record)).toBe(false);
    await trained.dispose();
  });
});
