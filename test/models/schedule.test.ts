import { describe, expect, test } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { betaAt, followPlateau, learningRateAt } from "../../src/engine/models/training/schedule.ts";
import { SMALL_SETTINGS } from "./small.ts";

const earlyStopping = { patience: 2, minimumImprovement: 0.1 };

/** Whether a training with these losses ends after the last of them. */
function shouldStop(totals: readonly number[], ...how: Parameters<typeof followPlateau>): boolean {
  return totals.map(followPlateau(...how)).at(-1) ?? false;
}

describe("early stopping", () => {
  test.each([1, 4, 9])("ends where the definition, told all losses at once, does: a patience of %i", (patience) => {
    const settings = { patience, minimumImprovement: 0.01 };
    const rng = createRng(patience, "losses that settle");
    const losses = Array.from({ length: 120 }, (_, epoch) => 5 * 0.93 ** epoch + 0.5 * rng.uniform());
    const isPlateau = followPlateau(settings, 6);
    losses.forEach((loss, epoch) => {
      const counted = losses.slice(5, epoch + 1);
      const means = counted.slice(patience - 1).map((_, at) => {
        const window = counted.slice(at, at + patience);
        return window.reduce((sum, each) => sum + each, 0) / patience;
      });
      let best = Infinity;
      const better = means.map((mean) => {
        if (mean >= best - (best === Infinity ? 0 : 0.01 * best)) return false;
        best = mean;
        return true;
      });
      const ends = means.length - 1 - better.lastIndexOf(true) >= patience;
      expect([epoch, isPlateau(loss)]).toEqual([epoch, ends]);
    });
    expect(isPlateau(5)).toBe(true);
  });

  test("does not count the epochs of the KL warm-up, in which the loss rises with β", () => {
    const warmup = 4;
    // The first epoch with the whole β is the fourth; the first mean of two that counts is that of the fourth and fifth.
    expect(shouldStop([1, 2, 3, 9, 9], earlyStopping, warmup)).toBe(false);
    expect(shouldStop([1, 2, 3, 9, 9, 9], earlyStopping, warmup)).toBe(false);
    expect(shouldStop([1, 2, 3, 9, 9, 9, 9], earlyStopping, warmup)).toBe(true);
    expect(shouldStop([1, 2, 3, 9, 9, 8, 7], earlyStopping, warmup)).toBe(false);
    expect(shouldStop([1, 2, 3, 1, 9, 9], earlyStopping, warmup)).toBe(false);
  });

  test("asks for an improvement of more than a share of the best loss", () => {
    const once = { patience: 1, minimumImprovement: 0.1 };
    expect(shouldStop([10, 9], once, 0)).toBe(true);
    expect(shouldStop([10, 8.9], once, 0)).toBe(false);
    expect(shouldStop([10, 8.9, 8.1], once, 0)).toBe(true);
    // A negative loss improves by falling further, by a share of its magnitude.
    expect(shouldStop([-10, -11], once, 0)).toBe(true);
    expect(shouldStop([-10, -11.5], once, 0)).toBe(false);
    expect(shouldStop([10], once, 0)).toBe(false);
    expect(shouldStop([10, 10, 10, 10], null, 0)).toBe(false);
  });

  test("goes by the mean of as many epochs as its patience: neither a lucky epoch nor a bad one ends a training", () => {
    // Every other epoch is bad, and all are better than the two before.
    const jumping = [20, 10, 16, 8, 12, 6, 10, 5];
    jumping.forEach((_, end) => {
      expect(shouldStop(jumping.slice(0, end), earlyStopping, 0)).toBe(false);
    });
    // One epoch at a time, two without a new best would have ended it.
    expect(shouldStop([10, 4, 8, 5, 3], earlyStopping, 0)).toBe(false);
  });

  test.each([1, 3, 10])(
    "never comes while every epoch's loss falls by more than the share, with a patience of %i",
    (patience) => {
      const rng = createRng(patience, "falling losses");
      const minimumImprovement = 0.005;
      const losses = [100 * rng.uniform() + 1];
      while (losses.length < 300) losses.push(losses.at(-1)! * (1 - minimumImprovement - 1e-6 - 0.01 * rng.uniform()));
      for (let end = 0; end <= losses.length; end++)
        expect(shouldStop(losses.slice(0, end), { patience, minimumImprovement }, 0)).toBe(false);
    },
  );

  test.each([1, 3, 10])("comes as soon as it can where no epoch improves, and stays: a patience of %i", (patience) => {
    const settings = { patience, minimumImprovement: 0.005 };
    const flat = Array<number>(50).fill(2);
    const first = flat.findIndex((_, end) => shouldStop(flat.slice(0, end), settings, 0));
    // The first mean is complete after `patience` epochs, and is the best for as many more.
    expect(first).toBe(2 * patience);
    for (let end = first; end <= flat.length; end++) expect(shouldStop(flat.slice(0, end), settings, 0)).toBe(true);
  });
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
