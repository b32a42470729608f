import { describe, expect, it } from "vitest";
import { NOISE } from "../../../src/engine/analysis/clustering/labels.ts";
import { judgedSilhouette } from "../../../src/engine/analysis/metrics/judged-silhouette.ts";
import { measureClustering } from "../../../src/engine/analysis/metrics/measure.ts";
import { permutedLabels } from "../../../src/engine/analysis/metrics/chance.ts";
import { type Silhouette, silhouetteWithPauses } from "../../../src/engine/analysis/metrics/silhouette.ts";
import { partitionOf } from "../../../src/engine/analysis/partition.ts";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import type { Matrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { cloud } from "../../golden/lcg.ts";

const points = cloud({ rows: 800, cols: 4, seed: 1, centres: 5, spread: 3 });
/** Five clusters of very different silhouettes, and some rows in none. */
const labels = Int32Array.from({ length: 800 }, (_, row) =>
  row % 11 === 0 ? NOISE : row % 7 === 0 ? 4 : (row % 5) % 4,
);
const partition = partitionOf(points, labels, NOISE);

const estimate = (seed: number, judgedRows = 150): Promise<Silhouette> =>
  judgedSilhouette(points, partition, createRng(seed), { exactRows: 300, judgedRows });

describe("a silhouette of many rows", () => {
  it("judges each drawn row as the exact one does, against all rows, and leaves the others out", async () => {
    const exact = await silhouetteWithPauses(points, partition);
    const { perRow, estimate: found } = await estimate(1, 151);
    const judged = [...perRow!.keys()].filter((row) => !Number.isNaN(perRow![row]!));
    expect(judged).toHaveLength(151);
    expect(found!.judged).toBe(151);
    for (const row of judged) expect(perRow![row]).toBeCloseTo(exact.perRow![row]!, 12);
    expect(judged.every((row) => labels[row] !== NOISE)).toBe(true);
  });

  it("has the exact mean in its 95 % interval 95 times of 100", async () => {
    const exact = (await silhouetteWithPauses(points, partition)).overall.value!;
    let inside = 0;
    let widths = 0;
    const values: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const { overall, estimate: found } = await estimate(seed);
      values.push(overall.value!);
      if (found!.low <= exact && exact <= found!.high) inside++;
      widths += (found!.high - found!.low) / 200;
    }
    // Binomial, 200 × 0.95: 3 standard deviations are 9.
    expect(inside).toBeGreaterThanOrEqual(181);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - exact) ** 2, 0) / 200);
    expect(widths / (2 * 1.96 * spread)).toBeGreaterThan(0.85);
    expect(widths / (2 * 1.96 * spread)).toBeLessThan(1.15);
  });

  it("judges by the mean alone where there are too many clusters for centres", async () => {
    const many = partitionOf(
      points,
      Int32Array.from({ length: 800 }, (_, row) => row % 120),
    );
    const exact = (await silhouetteWithPauses(points, many)).overall.value!;
    const options = { exactRows: 300, judgedRows: 300 };
    const { overall, perRow, estimate: found } = await judgedSilhouette(points, many, createRng(3), options);
    const judged = perRow!.filter((value) => !Number.isNaN(value));
    expect(overall.value).toBeCloseTo(judged.reduce((sum, value) => sum + value, 0) / 300, 12);
    expect(Math.abs(overall.value! - exact)).toBeLessThan(found!.high - found!.low);
  });

  it("is drawn by the seed", async () => {
    expect(await estimate(4)).toEqual(await estimate(4));
    expect((await estimate(4)).overall).not.toEqual((await estimate(5)).overall);
  });

  it("stops when it is cancelled", async () => {
    const control = { signal: AbortSignal.abort() };
    for (const exactRows of [300, 800]) {
      const judging = Promise.resolve().then(() =>
        judgedSilhouette(points, partition, createRng(0), { exactRows, judgedRows: 100, control }),
      );
      await expect(judging).rejects.toThrow(CancelledError);
    }
  });
});

describe("a measured clustering of many songs", () => {
  const clustering = { method: "kmeans", label: "K-Means", marksNoise: false, drawn: true, labels, parameters: {} };
  const classes = { languages: Array.from(labels, () => "en"), genres: Array.from(labels, () => "") };
  const measure = (matrix: Matrix, exactRows: number) =>
    measureClustering(
      "hard",
      { name: "audio", matrix, holdsLabel: null },
      clustering,
      classes,
      permutedLabels(classes),
      { seed: 1, exactRows, judgedRows: 120 },
    );

  it("says from how many songs its silhouette is, and its interval", async () => {
    const { row, silhouettePerRow, approximations } = await measure(points, 300);
    expect(silhouettePerRow!.filter((value) => !Number.isNaN(value))).toHaveLength(120);
    const [{ kind, text, measure: interval }] = approximations as [NonNullable<typeof approximations>[number]];
    expect([kind, text]).toEqual(["silhouette", "The mean of 120 songs drawn by the seed, each judged against all."]);
    expect(interval!.value).toBe(row.values["silhouette"]);
    expect(interval!.low).toBeLessThan(interval!.value);
    expect(interval!.high).toBeGreaterThan(interval!.value);
  });

  it("has the other metrics as they are", async () => {
    const [many, few] = [await measure(points, 300), await measure(points, 800)];
    expect(few.approximations).toBeUndefined();
    expect({ ...many.row.values, silhouette: 0 }).toEqual({ ...few.row.values, silhouette: 0 });
  });
});
