import { describe, expect, it } from "vitest";
import { dbscan } from "../../../src/engine/analysis/clustering/dbscan.ts";
import { kthNearestSquared } from "../../../src/engine/analysis/neighbours/exact.ts";
import { kneeEps } from "../../../src/engine/analysis/clustering/knee.ts";
import { canonicalLabels, clusterCount, noiseCount } from "../../../src/engine/analysis/clustering/labels.ts";
import { matrix, matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { cloud } from "../../golden/lcg.ts";
import { CASES, readLabels } from "./golden-cases.ts";

describe.each(CASES)("DBSCAN against scikit-learn: $name", ({ points, expected }) => {
  it.each(expected.dbscan)("has its labels, eps $eps, min_samples $minSamples", ({ eps, minSamples, labels }) => {
    expect(dbscan(points, { eps, minSamples })).toEqual(readLabels(labels));
  });

  it("has scikit-learn's distances to the second nearest other row", () => {
    const distances = kthNearestSquared(points, Math.min(2, points.rows - 1))
      .map(Math.sqrt)
      .sort();
    const { sum, median, max } = expected.kDistances;
    const unit = max === 0 ? 1 : max;
    expect(distances.at(-1)! / unit).toBeCloseTo(max / unit, 9);
    expect(distances.reduce((total, distance) => total + distance, 0) / unit).toBeCloseTo(sum / unit, 9);
    const middle = (distances[(distances.length - 1) >> 1]! + distances[distances.length >> 1]!) / 2;
    expect(middle / unit).toBeCloseTo(median / unit, 9);
  });
});

describe("DBSCAN", () => {
  it("counts rows at exactly eps, and the row itself", () => {
    const grid = matrixFromRows([
      [0, 0],
      [1, 0],
      [2, 0],
      [10, 0],
    ]);
    expect(dbscan(grid, { eps: 1, minSamples: 3 })).toEqual(Int32Array.of(0, 0, 0, -1));
    expect(dbscan(grid, { eps: 1, minSamples: 1 })).toEqual(Int32Array.of(0, 0, 0, 1));
    expect(dbscan(grid, { eps: 0.999, minSamples: 2 })).toEqual(Int32Array.of(-1, -1, -1, -1));
  });

  it("gives a border row to the cluster whose core comes first", () => {
    // Row 0 is within 1 of a core row of either group, and no core row itself.
    const line = matrixFromRows([[0], [1], [1.5], [2], [-1], [-1.5], [-2]]);
    expect(dbscan(line, { eps: 1, minSamples: 4 })).toEqual(Int32Array.of(0, 0, 0, 0, 1, 1, 1));
    expect(Array.from(dbscan(line, { eps: 1, minSamples: 3 }))).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("joins coincident rows at eps 0, and handles no row", () => {
    expect(dbscan(matrixFromRows([[1], [1], [2]]), { eps: 0, minSamples: 2 })).toEqual(Int32Array.of(0, 0, -1));
    expect(dbscan(matrix(0, 3), { eps: 1, minSamples: 2 })).toEqual(new Int32Array(0));
  });

  it("names what is wrong", () => {
    const points = matrixFromRows([[0], [1]]);
    expect(() => dbscan(points, { eps: -1, minSamples: 2 })).toThrow("eps must be a number of 0 or more, not -1");
    expect(() => dbscan(points, { eps: NaN, minSamples: 2 })).toThrow("not NaN");
    expect(() => dbscan(points, { eps: 1, minSamples: 0 })).toThrow("min_samples must be 1 or more");
  });
});

describe("kneeEps", () => {
  it("is the point farthest below the diagonal of the scaled curve", async () => {
    // Distances to the nearest other row: 1 × 6, then 3 and 10: scaled (0,0) … (5/7,0), (6/7,2/9), (1,1).
    const line = matrixFromRows([[0], [1], [2], [3], [4], [5], [8], [18]]);
    expect(await kneeEps(line, 2)).toMatchObject({ eps: 1, kDistances: Float64Array.of(1, 1, 1, 1, 1, 1, 3, 10) });
  });

  it("separates clusters from scattered rows where the fixed radii call everything noise", async () => {
    const dense = cloud({ rows: 90, cols: 16, seed: 40, centres: 3, spread: 20 });
    const { eps } = await kneeEps(dense, 3);
    expect(noiseCount(dbscan(dense, { eps: 0.5, minSamples: 3 }))).toBe(90);
    const labels = dbscan(dense, { eps: eps!, minSamples: 3 });
    expect(clusterCount(labels)).toBe(3);
    expect(noiseCount(labels)).toBeLessThan(30);
  });

  it("takes a flat curve's one value, and the smallest positive distance where the knee is at 0", async () => {
    expect(await kneeEps(matrixFromRows([[0], [1], [2], [3]]), 2)).toMatchObject({ eps: 1 });
    expect(await kneeEps(matrixFromRows([[0], [0], [0], [0], [7], [9]]), 2)).toMatchObject({ eps: 2 });
  });

  it("is null, with a reason, where there is none", async () => {
    expect(await kneeEps(matrixFromRows([[1], [1], [1]]), 2)).toEqual({
      eps: null,
      reason: "all rows coincide with their neighbours",
    });
    expect(await kneeEps(matrixFromRows([[1], [2]]), 4)).toEqual({
      eps: null,
      reason: "min_samples 4 needs more than 2 rows",
    });
  });
});

describe("canonicalLabels", () => {
  it("numbers clusters in order of first appearance and keeps noise", () => {
    expect(canonicalLabels([7, -1, 3, 7, 0, -5])).toEqual(Int32Array.of(0, -1, 1, 0, 2, -1));
  });
});
