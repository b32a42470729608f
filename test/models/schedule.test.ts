import { expect, test } from "vitest";
import { betaAt, learningRateAt, shouldStop } from "../../src/engine/models/training/schedule.ts";
import { SMALL_SETTINGS } from "./small.ts";

const earlyStopping = { patience: 2, minimumImprovement: 0.1 };

test("early stopping does not count the epochs of the KL warm-up, in which the loss rises with β", () => {
  const warmup = 4;
  // The first epoch with the whole β is the fourth: it is the first best, whatever was before it.
  expect(shouldStop([1, 2, 3, 9], earlyStopping, warmup)).toBe(false);
  expect(shouldStop([1, 2, 3, 9, 9], earlyStopping, warmup)).toBe(false);
  expect(shouldStop([1, 2, 3, 9, 9, 9], earlyStopping, warmup)).toBe(true);
  expect(shouldStop([1, 2, 3, 9, 8, 7], earlyStopping, warmup)).toBe(false);
  expect(shouldStop([1, 2, 9, 9, 9], earlyStopping, warmup)).toBe(false);
});

test("early stopping asks for an improvement of more than a share of the best loss", () => {
  const warmup = 0;
  expect(shouldStop([10, 9, 9], earlyStopping, warmup)).toBe(true);
  expect(shouldStop([10, 8.9, 8.9], earlyStopping, warmup)).toBe(false);
  expect(shouldStop([10, 8.9, 8.1, 8.1], earlyStopping, warmup)).toBe(true);
  // A negative loss improves by falling further, by a share of its magnitude.
  expect(shouldStop([-10, -11, -11], earlyStopping, warmup)).toBe(true);
  expect(shouldStop([-10, -11.5, -11.5], earlyStopping, warmup)).toBe(false);
  expect(shouldStop([10], earlyStopping, warmup)).toBe(false);
  expect(shouldStop([10, 10, 10, 10], null, warmup)).toBe(false);
});

test("β rises linearly over the warm-up epochs and stays", () => {
  const settings = { ...SMALL_SETTINGS, beta: 0.4, klWarmupEpochs: 4 };
  expect([1, 2, 3, 4, 5].map((epoch) => betaAt(settings, epoch))).toEqual([
    0.1,
    0.2,
    expect.closeTo(0.3, 12),
    0.4,
    0.4,
  ]);
  expect(betaAt({ ...settings, klWarmupEpochs: 0 }, 1)).toBe(0.4);
});

test("the learning rate rises over its warm-up and falls along half a cosine to its final share", () => {
  const schedule = { kind: "cosine", warmupEpochs: 1, finalFraction: 0.2 } as const;
  const settings = { ...SMALL_SETTINGS, epochs: 5, learningRate: 0.1, schedule };
  const rates = [0, 1, 2, 6, 10].map((step) => learningRateAt(settings, step, 2));
  [0.05, 0.1, 0.1, 0.06, 0.02].forEach((rate, index) => {
    expect(rates[index]).toBeCloseTo(rate, 12);
  });
  expect(learningRateAt({ ...settings, schedule: { kind: "constant" } }, 7, 2)).toBe(0.1);
});
