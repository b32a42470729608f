import { describe, expect, it } from "vitest";
import { jointProbabilities, neighboursForPerplexity } from "../../../src/engine/analysis/projections/affinities.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import type { TsneSettings } from "../../../src/engine/analysis/projections/tsne-settings.ts";
import { tsne } from "../../../src/engine/analysis/projections/tsne.ts";
import type { Matrix } from "../../../src/engine/core/matrix.ts";
import { createRng, type Rng } from "../../../src/engine/core/rng.ts";
import { clouds, dense, spiral } from "./inputs.ts";

type Points = number[][];

/** 4 Σ_j (e·p_ij − q_ij) (y_i − y_j) / (1 + |y_i − y_j|²) for all pairs, and KL(P ‖ Q). */
function slowGradient(p: number[][], y: Points, exaggeration: number): { gradient: Points; kl: number } {
  const kernel = y.map((a, i) =>
    y.map((b, j) => (i === j ? 0 : 1 / (1 + (a[0]! - b[0]!) ** 2 + (a[1]! - b[1]!) ** 2))),
  );
  const total = kernel.flat().reduce((sum, value) => sum + value, 0);
  const gradient = y.map((a, i) =>
    a.map((_, axis) =>
      y.reduce((sum, b, j) => {
        const force = exaggeration * p[i]![j]! - kernel[i]![j]! / total;
        return sum + 4 * force * kernel[i]![j]! * (a[axis]! - b[axis]!);
      }, 0),
    ),
  );
  const kl = p.reduce(
    (sum, row, i) =>
      row.reduce((s, value, j) => (value > 0 ? s + value * Math.log((value * total) / kernel[i]![j]!) : s), sum),
    0,
  );
  return { gradient, kl };
}

interface Schedule {
  readonly iterations: number;
  readonly exaggerationIterations: number;
  readonly learningRate: number;
}

/** t-SNE as van der Maaten's `tsne.m` writes it: momentum 0.5 while exaggerated by 12, then 0.8; gains of at least 0.01. */
function slowTsne(p: number[][], start: Float64Array, schedule: Schedule, rng: Rng): { points: Points; kl: number } {
  const centred = (points: Points): Points => {
    const means = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
    return points.map((point) => point.map((value, axis) => value - means[axis]!));
  };
  let y = centred(Array.from({ length: start.length / 2 }, (_, row) => [start[2 * row]!, start[2 * row + 1]!]));
  const deviation = Math.sqrt(y.reduce((sum, point) => sum + point[0]! ** 2, 0) / y.length);
  y = y.map((point) => point.map((value) => (1e-4 * value) / deviation + 1e-6 * rng.normal()));
  let update = y.map(() => [0, 0]);
  let gains = y.map(() => [1, 1]);
  for (let iteration = 0; iteration < schedule.iterations; iteration++) {
    const early = iteration < schedule.exaggerationIterations;
    // The first step after the exaggeration starts without momentum, as in scikit-learn's second phase.
    if (iteration === schedule.exaggerationIterations) [update, gains] = [y.map(() => [0, 0]), y.map(() => [1, 1])];
    const { gradient } = slowGradient(p, y, early ? 12 : 1);
    gains = gains.map((pair, i) =>
      pair.map((gain, axis) => Math.max(0.01, gradient[i]![axis]! * update[i]![axis]! < 0 ? gain + 0.2 : gain * 0.8)),
    );
    update = update.map((pair, i) =>
      pair.map(
        (last, axis) => (early ? 0.5 : 0.8) * last - schedule.learningRate * gains[i]![axis]! * gradient[i]![axis]!,
      ),
    );
    y = centred(y.map((point, i) => point.map((value, axis) => value + update[i]![axis]!)));
  }
  return { points: y, kl: slowGradient(p, y, 1).kl };
}

describe("the descent of t-SNE", () => {
  it.each([
    ["within the exaggeration", { iterations: 15, exaggerationIterations: 50, learningRate: 20 }],
    ["beyond the exaggeration", { iterations: 60, exaggerationIterations: 20, learningRate: 20 }],
  ])("moves the points of its definition with the same draws: %s", async (_, schedule) => {
    const neighbours = await nearestNeighbours(clouds(24, 4, 3), neighboursForPerplexity(24, 4));
    const settings = { ...schedule, perplexity: 4, restarts: 1 };
    const fast = await tsne(neighbours, spiral(24), settings, createRng(5, "twin"));
    const slow = slowTsne(dense(await jointProbabilities(neighbours, 4)), spiral(24), schedule, createRng(5, "twin"));
    const extent = Math.max(...slow.points.flat().map(Math.abs));
    slow.points.flat().forEach((value, at) => {
      expect(Math.abs(fast.coordinates[at]! - value) / extent).toBeLessThan(1e-6);
    });
    expect(fast.klDivergence).toBeCloseTo(slow.kl, 6);
    expect(fast).toMatchObject({ learningRate: 20, restarts: 1, method: "exact" });
  });

  it("has the usual settings: 1000 steps, 250 of them exaggerated 12 times, θ 0.5", async () => {
    const run = async (data: Matrix, settings: Partial<TsneSettings>): Promise<Float64Array> => {
      const neighbours = await nearestNeighbours(data, neighboursForPerplexity(data.rows, 4));
      const result = await tsne(
        neighbours,
        spiral(data.rows),
        { perplexity: 4, restarts: 1, ...settings },
        createRng(5),
      );
      return result.coordinates;
    };
    const few = clouds(12, 4, 3);
    const usual = { iterations: 1000, earlyExaggeration: 12, exaggerationIterations: 250 };
    expect(await run(few, {})).toEqual(await run(few, usual));
    const many = clouds(300, 4, 3);
    expect(await run(many, { iterations: 40 })).toEqual(await run(many, { iterations: 40, theta: 0.5 }));
    expect(await run(many, { iterations: 40 })).not.toEqual(await run(many, { iterations: 40, theta: 0.4 }));
  });
});
