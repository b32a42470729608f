import { describe, expect, it } from "vitest";
import { elkan } from "../../src/engine/clustering/elkan.ts";
import { kmeansPlusPlus } from "../../src/engine/clustering/kmeans-start.ts";
import { kmeans } from "../../src/engine/clustering/kmeans.ts";
import { canonicalLabels } from "../../src/engine/clustering/labels.ts";
import { type Matrix, matrixFromRows, rowOf, selectRows } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { cloud } from "../golden/lcg.ts";
import { CASES } from "./golden-cases.ts";

const rng = () => createRng(1, "test");

function squared(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
}

function nearest(points: Matrix, centres: Matrix, row: number): number {
  const distances = Array.from({ length: centres.rows }, (_, c) => squared(rowOf(points, row), rowOf(centres, c)));
  return distances.indexOf(Math.min(...distances));
}

/** Lloyd's algorithm as it is written in textbooks. */
function slowLloyd(points: Matrix, start: Matrix): { labels: number[]; inertia: number } {
  const centres = matrixFromRows(Array.from({ length: start.rows }, (_, c) => Array.from(rowOf(start, c))));
  let labels: number[] = [];
  for (;;) {
    const next = Array.from({ length: points.rows }, (_, row) => nearest(points, centres, row));
    if (next.every((label, row) => label === labels[row])) break;
    labels = next;
    for (let c = 0; c < centres.rows; c++) {
      const rows = labels.flatMap((label, row) => (label === c ? [row] : []));
      for (let col = 0; col < points.cols; col++) {
        centres.data[c * points.cols + col] = rows.reduce((s, row) => s + rowOf(points, row)[col]!, 0) / rows.length;
      }
    }
  }
  const inertia = labels.reduce((sum, label, row) => sum + squared(rowOf(points, row), rowOf(centres, label)), 0);
  return { labels, inertia };
}

describe.each(CASES)("K-Means against scikit-learn's best of 50 starts: $name", ({ points, expected }) => {
  it.each(expected.kmeans)("has its inertia within 0.1 %, k = $k", ({ k, inertia }) => {
    const result = kmeans(points, { k, nInit: 50, rng: rng() });
    if (inertia === 0) expect(result.inertia).toBe(0);
    else expect(result.inertia / inertia).toBeLessThan(1.001);
    // Every row is at its nearest centre, and the inertia is that of the labels.
    const own = Array.from(result.labels, (label, row) => squared(rowOf(points, row), rowOf(result.centres, label)));
    const misplaced = own.filter((distance, row) => {
      const closest = rowOf(result.centres, nearest(points, result.centres, row));
      return distance > squared(rowOf(points, row), closest) * (1 + 1e-12);
    });
    expect(misplaced).toEqual([]);
    const sum = own.reduce((total, distance) => total + distance, 0);
    expect(sum / Math.max(result.inertia, Number.MIN_VALUE)).toBeCloseTo(inertia === 0 ? 0 : 1, 12);
  });
});

describe("Elkan's bounds", () => {
  it("change no assignment: the result is Lloyd's from the same start", () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const points = cloud({ rows: 150, cols: 4, seed, centres: 7, spread: 3 });
      const start = kmeansPlusPlus(points, 7, createRng(seed, "start"));
      const slow = slowLloyd(points, start);
      const fast = elkan(points, start, 0, 300);
      expect(Array.from(fast.labels)).toEqual(slow.labels);
      expect(fast.inertia).toBeCloseTo(slow.inertia, 9);
    }
  });

  it("fill a cluster that a bad start leaves empty", () => {
    const points = matrixFromRows([[0], [1], [2], [10], [11], [50]]);
    const { labels, inertia } = elkan(points, matrixFromRows([[0], [1e6], [2e6]]), 0, 100);
    expect(Array.from(canonicalLabels(labels))).toEqual([0, 0, 0, 1, 1, 2]);
    expect(inertia).toBeCloseTo(2.5, 12);
  });

  it("stop after the given number of iterations with labels of the returned centres", () => {
    const points = cloud({ rows: 200, cols: 3, seed: 8 });
    const { labels, centres, iterations } = elkan(points, selectRows(points, [0, 1, 2, 3, 4]), 0, 2);
    expect(iterations).toBe(2);
    expect(Array.from(labels)).toEqual(Array.from(labels, (_, row) => nearest(points, centres, row)));
  });
});

describe("greedy k-means++", () => {
  it("draws distinct rows while there are any, and one per far-apart group", () => {
    const points = cloud({ rows: 60, cols: 2, seed: 4, centres: 3, spread: 1000 });
    const start = kmeansPlusPlus(points, 3, rng());
    const groups = Array.from({ length: 3 }, (_, c) =>
      Array.from({ length: 60 }, (__, row) => row).find((row) => squared(rowOf(points, row), rowOf(start, c)) === 0)! % 3,
    );
    expect(new Set(groups)).toEqual(new Set([0, 1, 2]));
  });
});

describe("kmeans", () => {
  it("finds fewer clusters than asked for where fewer rows are distinct", () => {
    const { labels, centres, inertia } = kmeans(matrixFromRows([[5], [1], [5], [1], [5]]), { k: 4, rng: rng() });
    expect(labels).toEqual(Int32Array.of(0, 1, 0, 1, 0));
    expect(centres).toEqual(matrixFromRows([[5], [1]]));
    expect(inertia).toBe(0);
  });

  it("gives each row its own cluster at k = rows, and one cluster at k = 1", () => {
    const points = cloud({ rows: 6, cols: 2, seed: 3 });
    expect(kmeans(points, { k: 6, rng: rng() }).labels).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5));
    const one = kmeans(points, { k: 1, rng: rng() });
    expect(new Set(one.labels)).toEqual(new Set([0]));
    expect(one.centres.data[0]).toBeCloseTo([0, 1, 2, 3, 4, 5].reduce((s, row) => s + points.data[row * 2]!, 0) / 6, 13);
  });

  it("is the same for the same seed, and canonical", () => {
    const points = cloud({ rows: 100, cols: 3, seed: 5 });
    const first = kmeans(points, { k: 5, rng: rng() });
    expect(kmeans(points, { k: 5, rng: rng() })).toEqual(first);
    expect(first.labels).toEqual(canonicalLabels(first.labels));
  });

  it("names what is wrong", () => {
    const points = matrixFromRows([[0], [1]]);
    expect(() => kmeans(points, { k: 3, rng: rng() })).toThrow("Cannot make 3 clusters of 2 songs");
    expect(() => kmeans(points, { k: 1.5, rng: rng() })).toThrow("Cannot make 1.5 clusters");
    expect(() => kmeans(matrixFromRows([[0], [Infinity]]), { k: 1, rng: rng() })).toThrow("the value Infinity in row 2");
    expect(() => kmeans(points, { k: 1, nInit: 0, rng: rng() })).toThrow("at least one start");
  });
});
