import { describe, expect, it } from "vitest";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { mixtureAtSize } from "../../../src/engine/analysis/clustering/mixture/at-size.ts";
import { gaussianMixture } from "../../../src/engine/analysis/clustering/mixture/mixture.ts";
import { spectralAtSize } from "../../../src/engine/analysis/clustering/spectral/at-size.ts";
import { spectralClusters } from "../../../src/engine/analysis/clustering/spectral/spectral.ts";
import { agreement } from "../../../src/engine/analysis/metrics/agreement.ts";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix, matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { cloud } from "../../golden/lcg.ts";

const rng = () => createRng(1, "test");
/** Row r belongs to group r % 4; the groups touch. */
const touching = cloud({ rows: 1200, cols: 3, seed: 3, centres: 4, spread: 8 });
const groups = Int32Array.from({ length: 1200 }, (_, row) => row % 4);

describe("a Gaussian mixture above its limit", () => {
  const options = { start: groups, k: 4 };

  it("is the mixture of all rows up to the limit", async () => {
    const found = await mixtureAtSize(touching, { ...options, covariance: "full", rng: rng() }, 1200);
    const all = await gaussianMixture(touching, "full", groups, 4);
    expect(found!.labels).toEqual(all!.labels);
    expect(found!.bic).toBe(all!.bic);
    expect(found!.approximations).toBeUndefined();
  });

  it.each(["diagonal", "full"] as const)("puts all rows where the mixture of all would, %s", async (covariance) => {
    const found = await mixtureAtSize(touching, { ...options, covariance, rng: rng() }, 400);
    const all = await gaussianMixture(touching, covariance, groups, 4);
    expect(agreement(all!.labels, found!.labels).ARI.value).toBeGreaterThan(0.95);
    expect(found!.labels).toEqual(canonicalLabels(found!.labels));
    // The likelihood of all rows, which the mixture of all has as its highest: a little below that.
    expect(found!.logLikelihood / all!.logLikelihood).toBeGreaterThan(1);
    expect(found!.logLikelihood / all!.logLikelihood).toBeLessThan(1.02);
    expect(found!.bic / all!.bic).toBeCloseTo(1, 1);
    expect(found!.approximations).toMatchObject([
      { kind: "mixture", text: "Fitted on 400 songs; every song is in its most probable component." },
    ]);
  });

  it("says how much less likely the rows are that were not fitted", async () => {
    // As many parameters as values: the rows fitted are far more likely than the others.
    const few = cloud({ rows: 200, cols: 6, seed: 4 });
    const start = Int32Array.from({ length: 200 }, (_, row) => row % 2);
    const lost = async (fitted: number): Promise<number> => {
      const found = await mixtureAtSize(few, { covariance: "full", start, k: 2, rng: rng() }, fitted);
      return found!.approximations![0]!.measure!.value;
    };
    const [little, much] = [await lost(150), await lost(20)];
    expect(Math.abs(little)).toBeLessThan(1);
    expect(much).toBeGreaterThan(3);
  });

  it("fits as many rows as there are columns at least, and gives up where that cannot be done", async () => {
    const wide = cloud({ rows: 40, cols: 12, seed: 4 });
    const start = new Int32Array(40);
    const found = await mixtureAtSize(wide, { covariance: "full", start, k: 1, rng: rng() }, 5);
    expect(found!.approximations![0]!.text).toContain("Fitted on 12 songs");
    const large = matrixFromRows(Array.from({ length: 9 }, (_, row) => [(row + 1) * 1e9, (row + 1) * 1e9]));
    const none = await mixtureAtSize(large, { covariance: "full", start: start.slice(0, 9), k: 1, rng: rng() }, 4);
    expect(none).toBeNull();
  });
});

describe("spectral clustering above its limit", () => {
  const input = { matrix: touching, k: 4, seed: 1, stream: "x" };

  it("is that of all rows up to the limit", async () => {
    const options = { k: 4, neighbours: 5, rng: createRng(1, "spectral", "x") };
    expect(await spectralAtSize(input, 5, 1200)).toEqual(await spectralClusters(touching, options));
  });

  it("finds rings in a sample and follows the neighbours to all other rows", async () => {
    const rings = matrix(1500, 2);
    for (let row = 0; row < 1500; row++) {
      const angle = (row * 2 * Math.PI) / 750;
      const radius = row % 3 === 0 ? 1 : 3;
      rings.data.set([radius * Math.cos(angle), radius * Math.sin(angle)], row * 2);
    }
    const expected = Int32Array.from({ length: 1500 }, (_, row) => Number(row % 3 !== 0));
    // With 60 of 1,500 most rows have no drawn row among their 15 neighbours: later rounds reach them.
    for (const sample of [60, 300]) {
      const found = await spectralAtSize({ ...input, matrix: rings, k: 2 }, 5, sample);
      expect(found.labels).toEqual(expected);
      expect(found.approximations).toMatchObject([
        {
          kind: "spectral",
          text: `Of ${sample} songs; each of the others is where most of its 15 nearest neighbours are.`,
          measure: { value: 1 },
        },
      ]);
    }
  });

  it("puts most rows of groups that touch where spectral clustering of all rows would", async () => {
    const all = await spectralAtSize(input, 5, 1200);
    const found = await spectralAtSize(input, 5, 400);
    expect(agreement(all.labels, found.labels).ARI.value).toBeGreaterThan(0.9);
    expect(found.labels).toEqual(canonicalLabels(found.labels));
    const { value } = found.approximations![0]!.measure!;
    expect(value).toBeGreaterThan(0.9);
    expect(value).toBeLessThanOrEqual(1);
    expect(await spectralAtSize({ ...input }, 5, 400)).toEqual(found);
  });

  it("gives rows that no neighbour leads to the cluster with the nearest mean", async () => {
    // Twenty-two groups of twenty far from each other along a line: their neighbours are among themselves.
    const rows = Array.from({ length: 440 }, (_, row) => [1000 * (row % 22) + row / 440, 0]);
    const { labels, approximations } = await spectralAtSize({ ...input, matrix: matrixFromRows(rows), k: 2 }, 2, 6);
    expect(Math.min(...labels)).toBe(0);
    expect(Math.max(...labels)).toBe(1);
    // Each group is whole.
    labels.forEach((label, row) => {
      expect(label).toBe(labels[row % 22]);
    });
    expect(approximations).toHaveLength(1);
  });

  it("names what is wrong in rows that were not drawn, and stops when the signal is aborted", async () => {
    const bad = matrixFromRows(Array.from({ length: 50 }, (_, row) => [row === 49 ? NaN : row]));
    await expect(spectralAtSize({ ...input, matrix: bad }, 5, 4)).rejects.toThrow("the value NaN in row 50");
    const control = { signal: AbortSignal.abort() };
    await expect(spectralAtSize({ ...input, control }, 5, 400)).rejects.toThrow(CancelledError);
  });
});
