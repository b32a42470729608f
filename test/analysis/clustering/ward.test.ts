import { describe, expect, it } from "vitest";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { cutTree, wardLinkage } from "../../../src/engine/analysis/clustering/ward/ward.ts";
import { type Matrix, matrix, matrixFromRows, rowOf } from "../../../src/engine/core/matrix.ts";
import { cloud } from "../../golden/lcg.ts";
import { CASES, readLabels } from "./golden-cases.ts";

/** Duplicated rows merge at distance 0 in an order that is free; what is above them is not. */
const isOrdered = (name: string) => name !== "duplicates";

describe.each(CASES)("Ward against scipy and scikit-learn: $name", ({ name, expected, points }) => {
  const tree = wardLinkage(points);
  const distances = Array.from({ length: tree.rows }, (_, step) => tree.data[step * 4 + 2]!);

  it("starts from the same points", () => {
    expect(Array.from(rowOf(points, 0))).toEqual(expected.first);
  });

  it("has the same merge tree", () => {
    const sum = distances.reduce((total, distance) => total + distance, 0);
    expect(sum / expected.ward.distanceSum).toBeCloseTo(1, 9);
    expected.ward.lastDistances.forEach((distance, at) => {
      expect(distances.at(at - expected.ward.lastDistances.length)! / distance).toBeCloseTo(1, 9);
    });
    if (!isOrdered(name)) return;
    const checksum = distances.reduce(
      (total, _, step) => total + (step + 1) * (tree.data[step * 4]! + 2 * tree.data[step * 4 + 1]!),
      0,
    );
    expect(checksum).toBe(expected.ward.mergeChecksum);
    expected.ward.tree?.forEach(([a, b, distance, size], step) => {
      const [ourA, ourB, ourDistance, ourSize] = rowOf(tree, step);
      expect([ourA, ourB, ourSize]).toEqual([a, b, size]);
      expect(ourDistance! / distance!).toBeCloseTo(1, 9);
    });
  });

  it("cuts it into the same clusters", () => {
    for (const [k, labels] of Object.entries(expected.ward.labels)) {
      expect(cutTree(tree, Number(k))).toEqual(readLabels(labels));
    }
  });
});

/** Ward from its definition: the merge that raises the within-cluster sum of squares least, O(N³). */
function slowWard(points: Matrix, k: number): Int32Array {
  let clusters = Array.from({ length: points.rows }, (_, row) => [row]);
  const error = (rows: readonly number[]) => {
    const means = Array.from(
      rowOf(points, 0),
      (_, col) => rows.reduce((sum, row) => sum + rowOf(points, row)[col]!, 0) / rows.length,
    );
    return rows.reduce((sum, row) => sum + rowOf(points, row).reduce((s, v, col) => s + (v - means[col]!) ** 2, 0), 0);
  };
  while (clusters.length > k) {
    let best: [number, number, number] = [0, 0, Infinity];
    clusters.forEach((a, i) => {
      clusters.slice(0, i).forEach((b, j) => {
        const rise = error([...a, ...b]) - error(a) - error(b);
        if (rise < best[2]) best = [i, j, rise];
      });
    });
    const [i, j] = best;
    clusters = [...clusters.filter((_, at) => at !== i && at !== j), [...clusters[i]!, ...clusters[j]!]];
  }
  const labels = new Int32Array(points.rows);
  clusters.forEach((rows, cluster) => {
    for (const row of rows) labels[row] = cluster;
  });
  return canonicalLabels(labels);
}

describe("Ward", () => {
  it("is the greedy minimum-variance clustering of its definition", () => {
    for (const seed of [31, 32, 33, 34]) {
      const points = cloud({ rows: 18, cols: 3, seed, centres: 3, spread: 2 });
      expect(cutTree(wardLinkage(points), 4)).toEqual(slowWard(points, 4));
    }
  });

  it("has ascending distances and sizes that add up", () => {
    const tree = wardLinkage(cloud({ rows: 70, cols: 2, seed: 9 }));
    for (let step = 1; step < tree.rows; step++) {
      expect(tree.data[step * 4 + 2]).toBeGreaterThanOrEqual(tree.data[step * 4 - 2]!);
    }
    expect(tree.data[69 * 4 - 1]).toBe(70);
  });

  it("handles one row, equal rows and no column", () => {
    expect(cutTree(wardLinkage(matrixFromRows([[1, 2]])), 1)).toEqual(Int32Array.of(0));
    const equal = wardLinkage(matrixFromRows([[1], [1], [1], [1]]));
    expect(Array.from(equal.data).filter((_, at) => at % 4 === 2)).toEqual([0, 0, 0]);
    expect(new Set(cutTree(equal, 3)).size).toBe(3);
    expect(wardLinkage(matrix(3, 0)).rows).toBe(2);
  });

  it("names what is wrong", () => {
    expect(() => wardLinkage(matrix(0, 2))).toThrow("at least one song");
    expect(() => wardLinkage(matrix(50_001, 1))).toThrow("50001 are over 50000");
    expect(() =>
      wardLinkage(
        matrixFromRows([
          [0, 1],
          [2, NaN],
        ]),
      ),
    ).toThrow("the value NaN in row 2, column 2");
    expect(() => cutTree(wardLinkage(matrixFromRows([[0], [1]])), 3)).toThrow("Cannot make 3 clusters of 2 rows");
  });
});
