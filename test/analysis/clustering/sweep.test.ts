import { describe, expect, it } from "vitest";
import { K_CRITERIA } from "../../../src/shared/contract/k-sweep.ts";
import { DEFAULT_SETTINGS } from "../../../src/shared/contract/settings.ts";
import { kmeans } from "../../../src/engine/analysis/clustering/kmeans/kmeans.ts";
import { kneeEps } from "../../../src/engine/analysis/clustering/knee.ts";
import { sphericalBic } from "../../../src/engine/analysis/clustering/sweep/spherical-bic.ts";
import { drawSubsamples, meanAgreement, SUBSAMPLES } from "../../../src/engine/analysis/clustering/sweep/stability.ts";
import { SWEEP_LIMIT, sweepK } from "../../../src/engine/analysis/clustering/sweep/sweep.ts";
import { partitionOf } from "../../../src/engine/analysis/partition.ts";
import { SHAPE } from "../../../src/engine/analysis/metrics/shape.ts";
import { silhouette } from "../../../src/engine/analysis/metrics/silhouette.ts";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix, rowOf } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { cloud, Lcg } from "../../golden/lcg.ts";
import { allClusterings } from "./all-clusterings.ts";

const options = { from: 2, to: 20, seed: 42, stream: "x", minSamples: 3 };
const groups = cloud({ rows: 60, cols: 4, seed: 3, centres: 5, spread: 12 });

/** The adjusted Rand index from its definition: pairs of rows that both labelings have, looked at one by one. */
function slowAgreement(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const rows = [...a.keys()].filter((row) => b.has(row));
  const counts = { both: 0, a: 0, b: 0, pairs: 0 };
  for (const [index, row] of rows.entries()) {
    for (const other of rows.slice(index + 1)) {
      const togetherInA = Number(a.get(row) === a.get(other));
      const togetherInB = Number(b.get(row) === b.get(other));
      counts.both += togetherInA * togetherInB;
      counts.a += togetherInA;
      counts.b += togetherInB;
      counts.pairs++;
    }
  }
  const chance = (counts.a * counts.b) / counts.pairs;
  return (counts.both - chance) / ((counts.a + counts.b) / 2 - chance);
}

describe("stability", () => {
  it("is the mean adjusted Rand index of every two subsamples on their common rows", () => {
    const rng = new Lcg(7);
    const subsamples = drawSubsamples(40, createRng(1));
    const labelings = subsamples.map((rows) => Int32Array.from(rows, (row) => (rng.uniform() < 0.7 ? row % 3 : 3)));
    const maps = subsamples.map((rows, index) => new Map(Array.from(rows, (row, at) => [row, labelings[index]![at]!])));
    const values = maps.flatMap((a, second) => maps.slice(0, second).map((b) => slowAgreement(a, b)));
    expect(values).toHaveLength(120);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.1);
    expect(meanAgreement(subsamples, labelings)).toBeCloseTo(mean, 12);
  });

  it("draws four fifths of the rows, ascending, each time others", () => {
    const subsamples = drawSubsamples(49, createRng(1));
    expect(subsamples).toHaveLength(SUBSAMPLES);
    for (const rows of subsamples) {
      expect(rows).toHaveLength(39);
      expect([...new Set(rows)]).toEqual([...rows].sort((a, b) => a - b));
    }
    expect(new Set(subsamples.map((rows) => rows.join())).size).toBe(SUBSAMPLES);
    expect(new Set(subsamples.flatMap((rows) => [...rows])).size).toBe(49);
  });
});

describe("the BIC of K-Means", () => {
  it("is −2 ln L + p ln n of round normal distributions of one width", () => {
    const { labels, centres, inertia } = kmeans(groups, { k: 4, rng: createRng(1) });
    const [n, d] = [60, 4];
    const variance = inertia / (d * (n - 4));
    const sizes = [0, 1, 2, 3].map((cluster) => labels.filter((label) => label === cluster).length);
    let logLikelihood = 0;
    for (const [row, label] of labels.entries()) {
      let logDensity = Math.log(sizes[label]! / n);
      for (const [col, value] of rowOf(groups, row).entries()) {
        const off = value - rowOf(centres, label)[col]!;
        logDensity += Math.log(Math.exp((-off * off) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance));
      }
      logLikelihood += logDensity;
    }
    // Three free weights, four centres and the one variance.
    const expected = (3 + 16 + 1) * Math.log(n) - 2 * logLikelihood;
    expect(sphericalBic(labels, inertia, 4, d)).toBeCloseTo(expected, 8);
    expect(sphericalBic(labels, 0, 4, d)).toBeNull();
  });
});

describe("a k sweep", () => {
  it("finds five groups by every criterion", async () => {
    const { points, best, songs } = await sweepK(groups, options);
    expect(songs).toBe(60);
    expect(points.map(({ k }) => k)).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
    expect(best).toEqual(Object.fromEntries(K_CRITERIA.map((name) => [name, 5])));
    expect(points[3]!.stability).toBe(1);
    expect(points[9]!.stability).toBeLessThan(0.95);
  });

  it("has the scores of the run's row of K-Means, and the radius of its row of DBSCAN", async () => {
    const { points, kDistance } = await sweepK(groups, options);
    const all = await allClusterings({ matrix: groups, k: 7, seed: 42, stream: "x" }, DEFAULT_SETTINGS);
    const { labels: clusters } = all[0]!;
    const shape = {
      points: groups,
      partition: partitionOf(groups, clusters),
      silhouette: silhouette(groups, clusters),
    };
    expect(points[5]).toMatchObject({
      k: 7,
      silhouette: SHAPE.silhouette(shape).value,
      davies_bouldin: SHAPE.davies_bouldin(shape).value,
      calinski_harabasz: SHAPE.calinski_harabasz(shape).value,
    });
    expect(kDistance.eps).toBe(all.find(({ method }) => method === "dbscan_knee")!.parameters.eps);
    const knee = await kneeEps(groups, 3);
    expect(knee.eps).toBe(kDistance.eps);
    expect(kDistance.distances).toEqual("kDistances" in knee ? [...knee.kDistances] : []);
  });

  it("ends at the songs less one, and marks nothing beyond two songs a cluster", async () => {
    const { points, best } = await sweepK(cloud({ rows: 7, cols: 2, seed: 4 }), options);
    expect(points.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6]);
    for (const name of K_CRITERIA) expect([2, 3]).toContain(best[name]);
    // ⌊0.8 · 7⌋ = 5 songs make 5 clusters in one way, and no 6.
    expect(points.map(({ stability }) => stability === null)).toEqual([false, false, false, true, true]);
    const tiny = await sweepK(cloud({ rows: 2, cols: 2, seed: 4 }), options);
    expect(tiny).toMatchObject({ points: [], best: { silhouette: null, stability: null }, kDistance: { eps: null } });
    expect(tiny.kDistance.reason).toContain("min_samples 3");
  });

  it("leaves undefined what is: all songs equal", async () => {
    const { points, best, kDistance } = await sweepK(matrix(12, 2), { ...options, to: 4 });
    for (const { silhouette, bic } of points) expect([silhouette, bic]).toEqual([null, null]);
    expect(best.silhouette).toBeNull();
    expect(kDistance.reason).toBe("all rows coincide with their neighbours");
  });

  it("takes the lower of Davies–Bouldin and BIC, the larger of equals", async () => {
    const { points, best } = await sweepK(cloud({ rows: 80, cols: 2, seed: 9 }), options);
    const least = (name: "davies_bouldin" | "bic"): number =>
      points.toSorted((a, b) => a[name]! - b[name]! || b.k - a.k)[0]!.k;
    expect([best.davies_bouldin, best.bic]).toEqual([least("davies_bouldin"), least("bic")]);
    const most = points.toSorted((a, b) => b.stability! - a.stability! || b.k - a.k)[0]!.k;
    expect(best.stability).toBe(most);
  });

  it("sweeps a sample of many songs, and stops when the signal is aborted", async () => {
    const many = cloud({ rows: SWEEP_LIMIT + 1, cols: 1, seed: 5, centres: 2, spread: 50 });
    const controller = new AbortController();
    const fractions: number[] = [];
    const onProgress = (fraction: number): void => {
      fractions.push(fraction);
      controller.abort();
    };
    await expect(sweepK(many, options, { signal: controller.signal, onProgress })).rejects.toThrow(CancelledError);
    expect(fractions).toHaveLength(1);
    const few = await sweepK(many, { ...options, to: 2 });
    expect(few.songs).toBe(SWEEP_LIMIT);
    expect(few.kDistance.distances).toHaveLength(SWEEP_LIMIT + 1);
  });
});
