import { expect, test } from "vitest";
import { createRng, permutation } from "../../src/engine/core/rng.ts";
import type { VaeSettings } from "../../src/engine/models/settings.ts";
import { batchSizes, epochOrders, runEpochs, type Training } from "../../src/engine/models/training/epochs.ts";
import type { StepRequest, Trainer } from "../../src/engine/models/training/trainer.ts";
import { vaeObjective } from "../../src/engine/models/train-vae.ts";
import { lineSource, SMALL_MODEL, SMALL_SETTINGS } from "./small.ts";

// 10 songs in batches of 4: the last batch of an epoch holds 2.
const SETTINGS: VaeSettings = { ...SMALL_SETTINGS, epochs: 3, klWarmupEpochs: 2, beta: 0.4 };

/** Runs the epochs with a trainer that computes nothing and keeps what it was asked for. */
async function spied(changes: Partial<VaeSettings> = {}, losses: readonly number[] = []) {
  const source = lineSource(10);
  const all = { ...SETTINGS, ...changes };
  const batches: number[][] = [];
  const requests: StepRequest[] = [];
  const trainer = {
    step: (request: StepRequest) => {
      requests.push({ ...request, samples: request.samples.slice() });
      const total = losses[requests.length - 1] ?? 1;
      return Promise.resolve({ reconstruction: total / 2, kl: total / 4, total });
    },
  } as Trainer;
  const training: Training = {
    objective: vaeObjective(SMALL_MODEL, all),
    source: {
      ...source,
      read: (indices, into) => {
        batches.push([...indices]);
        return source.read(indices, into);
      },
    },
    settings: all,
    options: {},
    key: "spied",
    trainer,
  };
  const history = await runEpochs(training);
  return { source, batches, requests, history };
}

test("every epoch takes all songs once, in an order of its own", async () => {
  const { batches } = await spied();
  expect(batches.map(({ length }) => length)).toEqual([4, 4, 2, 4, 4, 2, 4, 4, 2]);
  const orders = [0, 3, 6].map((first) => batches.slice(first, first + 3).flat());
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(all);
  // The permutations of the seed's stream of each epoch, of which no two are equal and none is the identity.
  expect(orders).toEqual(["1", "2", "3"].map((epoch) => [...permutation(10, createRng(42, "order", epoch))]));
  expect(new Set([...orders, all].map(String)).size).toBe(4);
});

test("a step gets its songs' samples, noise of its own, its number and the epoch's β", async () => {
  const { source, batches, requests } = await spied();
  requests.forEach(({ batchSize, samples, perSong, step, whole, learningRate }, index) => {
    expect(batchSize).toBe(batches[index]!.length);
    const expected = new Float32Array(batches[index]!.length * source.sampleLength);
    void source.read(Uint32Array.from(batches[index]!), expected);
    expect(samples).toEqual(expected);
    const random = createRng(42, "noise", String(index));
    expect(perSong["noise"]).toEqual(Float32Array.from({ length: batches[index]!.length * 2 }, () => random.normal()));
    expect([step, learningRate]).toEqual([index + 1, SETTINGS.learningRate]);
    expect(whole["beta"]).toEqual(Float32Array.of(index < 3 ? 0.2 : 0.4));
  });
});

test("an epoch's loss is the mean over its songs, so that a small last batch counts less", async () => {
  const { history } = await spied({ epochs: 2 }, [1, 2, 6, 3, 3, 8]);
  expect(history.map(({ total }) => total)).toEqual([(4 * 1 + 4 * 2 + 2 * 6) / 10, (4 * 3 + 4 * 3 + 2 * 8) / 10]);
  expect(history.map(({ reconstruction, kl }) => [reconstruction, kl])).toEqual([
    [1.2, 0.6],
    [2, 1],
  ]);
});

test("the sizes of an epoch's batches", () => {
  expect(
    [
      [10, 4],
      [8, 4],
      [3, 4],
      [4, 4],
      [1, 1],
    ].map(([count, size]) => batchSizes(count!, size!)),
  ).toEqual([[4, 2], [4], [3], [4], [1]]);
});

test("draws the order of an epoch once, the same whichever epoch is asked for first", () => {
  const orderOf = epochOrders(100, 7);
  const first = orderOf(1);
  expect(orderOf(1)).toBe(first);
  for (const epoch of [2, 1]) expect(orderOf(epoch)).toEqual(permutation(100, createRng(7, "order", String(epoch))));
});
