import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EpochReport } from "../../src/shared/contract/train.ts";
import { CancelledError } from "../../src/engine/core/errors.ts";
import { referenceModel } from "../../src/engine/models/architectures/reference.ts";
import type { VaeSettings } from "../../src/engine/models/settings.ts";
import { arraySource } from "../../src/engine/models/training/source.ts";
import type { TrainOptions } from "../../src/engine/models/training/options.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import type { TrainedModel } from "../../src/engine/models/trained-model.ts";
import { lineSource, noiseSource, SMALL_MODEL, SMALL_SETTINGS } from "./small.ts";

// 10 songs in batches of 4: the last batch of an epoch holds 2.
const SOURCE = lineSource(10);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-train-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function train(changes: Partial<VaeSettings> = {}, options: TrainOptions = {}): Promise<TrainedModel> {
  const trained = await trainVae(SMALL_MODEL, SOURCE, { ...SMALL_SETTINGS, ...changes }, options);
  await trained.dispose();
  return trained;
}

/** Cancels at the first report of an epoch from `epoch` on. */
function cancelAt(epoch: number): Pick<TrainOptions, "signal" | "onEpoch"> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onEpoch: (report) => {
      if (report.epoch >= epoch) controller.abort();
    },
  };
}

describe("training", () => {
  test("finds the line that the songs lie on", async () => {
    const trained = await train({ epochs: 200, beta: 0.01 });
    const first = trained.history[0]!;
    const last = trained.history.at(-1)!;
    // Without a latent the best reconstruction is the mean, whose error is the variance: 1 after normalisation.
    expect(first.reconstruction).toBeGreaterThan(0.8);
    expect(last.reconstruction).toBeLessThan(0.1);
    expect(last.total).toBeCloseTo(last.reconstruction! + last.beta! * last.kl!, 5);
    expect(trained.parameterCount).toBe(
      6 * 128 + 128 + 128 * 64 + 64 + 2 * (64 * 2 + 2) + 2 * 64 + 64 + 64 * 128 + 128 + 128 * 6 + 6,
    );
  });

  test("reports every epoch with the β and learning rate of that epoch", async () => {
    const reports: EpochReport[] = [];
    const schedule = { kind: "cosine", warmupEpochs: 2, finalFraction: 0.1 } as const;
    const trained = await train(
      { epochs: 6, beta: 0.4, klWarmupEpochs: 4, schedule },
      { onEpoch: (report) => reports.push(report) },
    );
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reports.map(({ beta }) => Math.round(beta! * 100) / 100)).toEqual([0.1, 0.2, 0.3, 0.4, 0.4, 0.4]);
    const rates = reports.map(({ learningRate }) => learningRate);
    expect(rates[1]).toBeCloseTo(1e-3, 9);
    expect(rates[0]).toBeCloseTo(5e-4, 9);
    expect(rates[5]).toBeLessThan(rates[4]!);
    expect(rates[5]).toBeGreaterThan(1e-4);
    expect(reports.at(-1)!.secondsLeft).toBe(0);
    expect(reports[0]!.secondsLeft).toBeGreaterThan(0);
    expect(reports).toEqual(
      trained.history.map((record, index) => ({ ...record, secondsLeft: reports[index]!.secondsLeft })),
    );
  });

  test("the same seed gives the same weights, another seed others", async () => {
    const [one, again, other] = [await train(), await train(), await train({ seed: 7 })];
    expect(again.weights).toEqual(one.weights);
    expect(again.latents).toEqual(one.latents);
    expect(other.weights).not.toEqual(one.weights);
  });

  test("β = 0 is the plain autoencoder: no KL, no noise, no log-variance", async () => {
    const trained = await train({ beta: 0, epochs: 100 });
    expect(trained.history.every(({ kl, total, reconstruction }) => kl === 0 && total === reconstruction)).toBe(true);
    expect(Object.keys(trained.weights)).not.toContain("encoder.logVariance.weight");
    expect(trained.history.at(-1)!.reconstruction).toBeLessThan(0.1);
  });

  test("early stopping ends at the first epoch after which nothing improves", async () => {
    const earlyStopping = { patience: 3, minimumImprovement: 0.9 };
    const trained = await train({ epochs: 50, earlyStopping });
    // Means of three epochs: the first after three, the best for three more.
    expect(trained.history.length).toBe(6);
    expect((await train({ epochs: 50 })).history.length).toBe(50);
  });

  test("fewer songs than a batch train as one incomplete batch", async () => {
    const trained = await trainVae(SMALL_MODEL, lineSource(3), { ...SMALL_SETTINGS, batchSize: 16 });
    expect(trained.history.length).toBe(12);
    expect(trained.latents.length).toBe(3 * 2);
    await trained.dispose();
  });
});

describe("a training that was interrupted", () => {
  test("goes on to the same weights, bit by bit, even from the middle of an epoch", async () => {
    const undisturbed = await train();
    const path = join(folder, "resumed");
    // Written after every step: what is read back below is the state after two of an epoch's three steps.
    const controller = new AbortController();
    let reads = 0;
    const interrupted = {
      ...SOURCE,
      read: (indices: Uint32Array, into: Float32Array) => {
        // The normalisation reads all songs twice, two at a time, then every step reads one batch.
        if (++reads === SOURCE.count + 5) controller.abort();
        return SOURCE.read(indices, into);
      },
    };
    const options = { checkpoint: { path, everySeconds: 0 } };
    const cancelled = trainVae(SMALL_MODEL, interrupted, SMALL_SETTINGS, { ...options, signal: controller.signal });
    await expect(cancelled).rejects.toThrow(CancelledError);
    expect((await readFile(path)).toString("latin1")).toContain('"steps":5,');

    const epochs: number[] = [];
    const resumed = await train({}, { ...options, onEpoch: ({ epoch }) => epochs.push(epoch) });
    expect(epochs[0]).toBe(2);
    expect(resumed.weights).toEqual(undisturbed.weights);
    expect(resumed.history).toEqual(undisturbed.history);
    expect(resumed.latents).toEqual(undisturbed.latents);
  });

  test("does not go on from other settings, other data or a broken file", async () => {
    const path = join(folder, "refused");
    const damaged: string[] = [];
    const checkpoint = { path, everySeconds: 60, onDamaged: (file: string) => damaged.push(file) };
    const firstEpoch = async (changes: Partial<VaeSettings>, source = SOURCE): Promise<number | undefined> => {
      const epochs: number[] = [];
      const options: TrainOptions = { checkpoint, onEpoch: ({ epoch }) => epochs.push(epoch) };
      await (await trainVae(SMALL_MODEL, source, { ...SMALL_SETTINGS, ...changes }, options)).dispose();
      return epochs[0];
    };
    await expect(train({}, { ...cancelAt(5), checkpoint })).rejects.toThrow(CancelledError);
    const kept = await readFile(path);
    expect(await firstEpoch({})).toBe(6);
    for (const [changes, source] of [
      [{ beta: 0.2 }, SOURCE],
      [{ epochs: 13 }, SOURCE],
      [{}, { ...SOURCE, key: "other data" }],
    ] as const) {
      await writeFile(path, kept);
      expect(await firstEpoch(changes, source)).toBe(1);
    }
    expect(damaged).toEqual([]);
    const flipped = Buffer.from(kept);
    flipped[kept.length - 100]! ^= 0x40;
    for (const broken of [flipped, kept.subarray(0, kept.length - 4), Buffer.from("nonsense"), Buffer.alloc(0)]) {
      await writeFile(path, broken);
      expect(await firstEpoch({})).toBe(1);
      expect(damaged.splice(0)).toEqual([path]);
    }
  });

  test("a finished training is not run again", async () => {
    const checkpoint = { path: join(folder, "finished"), everySeconds: 0 };
    const first = await train({}, { checkpoint });
    let reports = 0;
    const again = await train({}, { checkpoint, onEpoch: () => reports++ });
    expect(reports).toBe(0);
    expect(again.weights).toEqual(first.weights);
  });

  test("a training that is shorter than what a crash may cost writes nothing", async () => {
    const checkpoint = { path: join(folder, "short"), everySeconds: 60 };
    await train({}, { checkpoint });
    await expect(readFile(checkpoint.path)).rejects.toThrow("ENOENT");
  });
});

describe("what cannot be trained is an error that says so", () => {
  test("a loss that is not finite", async () => {
    const source = arraySource(
      Float32Array.from({ length: 60 }, (_, i) => (i % 7) * 1e30),
      6,
      "huge",
    );
    await expect(trainVae(SMALL_MODEL, source, { ...SMALL_SETTINGS, learningRate: 1e30 })).rejects.toThrow(
      /diverged|finite/,
    );
  });

  test("samples that are not finite", async () => {
    const data = Float32Array.from({ length: 60 }, (_, i) => i);
    data[13] = Number.NaN;
    await expect(trainVae(SMALL_MODEL, arraySource(data, 6, "nan"), SMALL_SETTINGS)).rejects.toThrow(/sample 3/);
  });

  test("samples of another size, no samples, settings out of range", async () => {
    await expect(trainVae(SMALL_MODEL, { ...SOURCE, sampleLength: 7 }, SMALL_SETTINGS)).rejects.toThrow(/6 values/);
    await expect(trainVae(SMALL_MODEL, { ...SOURCE, count: 0 }, SMALL_SETTINGS)).rejects.toThrow(/nothing to train/);
    for (const wrong of [{ epochs: 0 }, { batchSize: 1.5 }, { beta: -1 }, { learningRate: Number.NaN }]) {
      await expect(train(wrong)).rejects.toThrow(Object.keys(wrong)[0]);
    }
  });

  test("constant features train to their constant", async () => {
    const source = arraySource(new Float32Array(24).fill(5), 6, "constant");
    const trained = await trainVae(SMALL_MODEL, source, { ...SMALL_SETTINGS, epochs: 3 });
    const image = await trained.reconstruct(Uint32Array.of(0));
    image.forEach((value) => {
      expect(value).toBeCloseTo(5, 5);
    });
    await trained.dispose();
  });
});

test("the reference Conv-VAE learns on odd sizes", async () => {
  const model = referenceModel([1, 18, 23], 3);
  const settings = { ...SMALL_SETTINGS, epochs: 15, batchSize: 2, klWarmupEpochs: 5 };
  const trained = await trainVae(model, noiseSource(model, 3), settings);
  const losses = trained.history.map(({ reconstruction }) => reconstruction);
  expect(losses[0]).toBeLessThan(1.5);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  await trained.dispose();
});
