import { describe, expect, it } from "vitest";
import { breathe } from "../../../src/engine/analysis/clustering/kmeans/breathe.ts";
import { kmeansAtSize } from "../../../src/engine/analysis/clustering/kmeans/at-size.ts";
import { kmeans } from "../../../src/engine/analysis/clustering/kmeans/kmeans.ts";
import { inertiaOf, lloyd, nearestInTurns } from "../../../src/engine/analysis/clustering/kmeans/lloyd.ts";
import { canonicalLabels, clusterCount } from "../../../src/engine/analysis/clustering/labels.ts";
import { wardAtSize } from "../../../src/engine/analysis/clustering/ward/at-size.ts";
import { cutTree, wardLinkage } from "../../../src/engine/analysis/clustering/ward/ward.ts";
import { centroidsOf, partitionByNumber } from "../../../src/engine/analysis/partition.ts";
import { drained } from "../../../src/engine/analysis/turns.ts";
import { squaredDistance } from "../../../src/engine/core/linalg.ts";
import { type Matrix, matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { cloud } from "../../golden/lcg.ts";

const rng = () => createRng(1, "test");
const go = () => Promise.resolve();

/** Squares within the clusters, from their means. */
function within(points: Matrix, labels: Int32Array): number {
  return inertiaOf(points, centroidsOf(points, partitionByNumber(labels, clusterCount(labels))), labels);
}

/** Groups of different sizes that touch. */
const touching = cloud({ rows: 900, cols: 5, seed: 3, centres: 7, spread: 5 });
const apart = cloud({ rows: 600, cols: 3, seed: 5, centres: 6, spread: 60 });

describe("K-Means above its limit", () => {
  it("is K-Means itself up to the limit", async () => {
    const run = await kmeansAtSize(touching, { k: 7, rng: rng() }, go, 900);
    expect(run).toEqual(kmeans(touching, { k: 7, rng: rng() }));
  });

  it("starts from a sample and ends at a local optimum of all rows, no worse than the best of many starts on them", async () => {
    const run = await kmeansAtSize(touching, { k: 7, rng: rng(), tolerance: 0 }, go, 200);
    expect(run.inertia / kmeans(touching, { k: 7, rng: rng(), nInit: 50 }).inertia).toBeLessThan(1.001);
    expect(run.labels).toEqual(canonicalLabels(run.labels));
    // Every centre is the mean of its rows, and every row belongs to the nearest centre.
    const means = centroidsOf(touching, partitionByNumber(run.labels, 7));
    for (const [at, value] of run.centres.data.entries()) expect(value).toBeCloseTo(means.data[at]!, 12);
    expect(drained(nearestInTurns(touching, run.centres))).toEqual(run.labels);
    expect(within(touching, run.labels)).toBeCloseTo(run.inertia, 9);
  });

  it("says how far the sample's centres were from the end", async () => {
    const { approximations, inertia } = await kmeansAtSize(touching, { k: 7, rng: rng() }, go, 200);
    expect(approximations).toMatchObject([{ kind: "kmeans" }]);
    expect(approximations![0]!.text).toContain("best fit of 200 songs");
    const { value } = approximations![0]!.measure!;
    expect(value).toBeGreaterThan(1);
    expect(value).toBeLessThan(1.1);
    expect(inertia).toBeGreaterThan(0);
    const equal = matrixFromRows(Array.from({ length: 30 }, () => [2, 2]));
    const none = await kmeansAtSize(equal, { k: 2, rng: rng() }, go, 10);
    expect([none.inertia, none.approximations![0]!.measure!.value]).toEqual([0, 1]);
  });

  it("is the same for the same seed", async () => {
    const run = () => kmeansAtSize(touching, { k: 5, rng: rng() }, go, 100);
    expect(await run()).toEqual(await run());
  });

  it("draws as many rows as there are clusters at least", async () => {
    const { labels } = await kmeansAtSize(touching, { k: 250, rng: rng(), nInit: 1 }, go, 200);
    expect(clusterCount(labels)).toBe(250);
  });

  it("names what is wrong, also in rows that the sample lacks", async () => {
    const bad = matrixFromRows(Array.from({ length: 50 }, (_, row) => [row === 49 ? NaN : row]));
    await expect(kmeansAtSize(bad, { k: 2, rng: rng() }, go, 4)).rejects.toThrow("the value NaN in row 50");
    await expect(kmeansAtSize(touching, { k: 901, rng: rng() }, go, 200)).rejects.toThrow("of 900 rows");
  });

  it("stops when a pause fails, among the passes over all rows as well", async () => {
    let passes = 0;
    const stop = (fraction: number): Promise<void> =>
      fraction >= 0.7 && ++passes > 2 ? Promise.reject(new Error("stop")) : Promise.resolve();
    await expect(kmeansAtSize(touching, { k: 7, rng: rng() }, stop, 200)).rejects.toThrow("stop");
  });
});

describe("breathing K-Means", () => {
  /** Six groups; two centres share the first, one lies between the last two: no step of Lloyd's leads out of that. */
  const bad = matrixFromRows([
    [apart.data[0]! - 0.5, apart.data[1]!, apart.data[2]!],
    [apart.data[0]! + 0.5, apart.data[1]!, apart.data[2]!],
    ...[1, 2, 3].map((group) => [0, 1, 2].map((col) => apart.data[group * 3 + col]!)),
    [0, 1, 2].map((col) => (apart.data[4 * 3 + col]! + apart.data[5 * 3 + col]!) / 2),
  ]);
  const stuck = lloyd(apart, bad, { tolerance: 0, maxIterations: 300 });

  it("leaves a local optimum that Lloyd's iterations cannot", () => {
    const best = kmeans(apart, { k: 6, rng: rng() });
    expect(stuck.inertia).toBeGreaterThan(10 * best.inertia);
    const breathed = drained(breathe(apart, stuck, rng(), 0));
    expect(breathed.inertia).toBeCloseTo(best.inertia, 9);
    expect(canonicalLabels(breathed.labels)).toEqual(best.labels);
    expect(breathed.centres.rows).toBe(6);
  });

  it("never ends above where it began, with few clusters and with as many as there are rows", () => {
    for (const k of [1, 2, 3]) {
      const run = kmeans(touching, { k, rng: rng(), nInit: 1 });
      const breathed = drained(breathe(touching, run, rng(), 0));
      expect(breathed.inertia).toBeLessThanOrEqual(run.inertia);
      expect(breathed.centres.rows).toBe(k);
    }
    const few = cloud({ rows: 8, cols: 2, seed: 2 });
    const all = kmeans(few, { k: 8, rng: rng() });
    expect(drained(breathe(few, all, rng(), 0)).inertia).toBe(0);
  });
});

describe("Ward with weights", () => {
  it("merges means as it would the rows that they stand for", () => {
    // Each point as often as its weight: the copies merge first, at no distance.
    const points = cloud({ rows: 12, cols: 2, seed: 8, centres: 3, spread: 3 });
    const weights = Float64Array.from({ length: 12 }, (_, row) => 1 + ((row * 5) % 7));
    const copies = Array.from(weights, (weight, row) => new Array<number>(weight).fill(row)).flat();
    const repeated = matrixFromRows(copies.map((row) => [points.data[row * 2]!, points.data[row * 2 + 1]!]));
    for (const k of [2, 3, 4, 6]) {
      const merged = cutTree(wardLinkage(points, weights), k);
      const expected = cutTree(wardLinkage(repeated), k);
      expect(canonicalLabels(copies.map((row) => merged[row]!))).toEqual(expected);
    }
    expect(cutTree(wardLinkage(points), 4)).not.toEqual(cutTree(wardLinkage(points, weights), 4));
  });
});

describe("Ward above its limit", () => {
  const sizes = { exactRows: 300, microClusters: 100, fitRows: 400 };

  it("is Ward itself up to the limit", async () => {
    const { labels, approximations } = await wardAtSize(touching, { k: 7, rng: rng() }, go, {
      ...sizes,
      exactRows: 900,
    });
    expect(labels).toEqual(cutTree(wardLinkage(touching), 7));
    expect(approximations).toBeUndefined();
  });

  it("has the squares within clusters of Ward on all rows, within 2 %", async () => {
    for (const k of [3, 7, 12]) {
      const { labels } = await wardAtSize(touching, { k, rng: rng() }, go, sizes);
      expect(within(touching, labels) / within(touching, cutTree(wardLinkage(touching), k))).toBeLessThan(1.02);
      expect(labels).toEqual(canonicalLabels(labels));
      expect(clusterCount(labels)).toBe(k);
    }
  });

  it("finds groups that lie apart as they are", async () => {
    const { labels } = await wardAtSize(apart, { k: 6, rng: rng() }, go, sizes);
    expect(labels).toEqual(canonicalLabels(Array.from({ length: 600 }, (_, row) => row % 6)));
  });

  it("says which share of the variance the micro-clusters hide", async () => {
    const { approximations } = await wardAtSize(touching, { k: 7, rng: rng() }, go, sizes);
    const measure = approximations![0]!.measure!;
    expect(approximations).toMatchObject([
      { kind: "ward", text: "Ward on 100 micro-clusters of K-Means, each weighted by its songs." },
    ]);
    // 100 micro-clusters hide less than the 7 clusters that are made of them, and more than none.
    const { labels } = await wardAtSize(touching, { k: 7, rng: rng() }, go, sizes);
    const all = within(touching, new Int32Array(900));
    expect(measure.value).toBeLessThan(within(touching, labels) / all);
    expect(measure.value).toBeGreaterThan(0.01);
    const equal = matrixFromRows(Array.from({ length: 30 }, () => [2, 2]));
    const none = await wardAtSize(equal, { k: 2, rng: rng() }, go, { exactRows: 10, microClusters: 5, fitRows: 20 });
    expect(none.approximations![0]!.measure!.value).toBe(0);
    expect(new Set(none.labels)).toEqual(new Set([0]));
  });

  it("has twice as many micro-clusters as clusters at least", async () => {
    const { labels, approximations } = await wardAtSize(touching, { k: 90, rng: rng() }, go, sizes);
    expect(approximations![0]!.text).toContain("on 180 micro-clusters");
    expect(clusterCount(labels)).toBe(90);
  });

  it("is the same for the same seed", async () => {
    const run = () => wardAtSize(touching, { k: 5, rng: rng() }, go, sizes);
    expect(await run()).toEqual(await run());
  });

  it("names what is wrong, and stops when a pause fails, in the chain as well", async () => {
    await expect(wardAtSize(touching, { k: 901, rng: rng() }, go, sizes)).rejects.toThrow("901 clusters of 900");
    const bad = matrixFromRows(Array.from({ length: 50 }, (_, row) => [row === 49 ? NaN : row]));
    await expect(wardAtSize(bad, { k: 2, rng: rng() }, go, { ...sizes, exactRows: 10 })).rejects.toThrow("row 50");
    const stop = (fraction: number): Promise<void> =>
      fraction > 0.5 ? Promise.reject(new Error("stop")) : Promise.resolve();
    await expect(wardAtSize(touching, { k: 7, rng: rng() }, stop, sizes)).rejects.toThrow("stop");
    await expect(wardAtSize(apart, { k: 7, rng: rng() }, stop, { ...sizes, exactRows: 600 })).rejects.toThrow("stop");
  });
});

describe("the nearest centre of every row", () => {
  it("is that of all distances", () => {
    const centres = cloud({ rows: 9, cols: 5, seed: 12, centres: 3, spread: 4 });
    const expected = Int32Array.from({ length: touching.rows }, (_, row) => {
      const squares = Array.from({ length: 9 }, (__, c) =>
        squaredDistance(touching.data, row * 5, centres.data, c * 5, 5),
      );
      return squares.indexOf(Math.min(...squares));
    });
    expect(drained(nearestInTurns(touching, centres))).toEqual(expected);
  });
});
