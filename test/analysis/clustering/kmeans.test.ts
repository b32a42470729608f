import { describe, expect, it } from "vitest";
import { kmeansPlusPlus } from "../../../src/engine/analysis/clustering/kmeans/start.ts";
import { kmeans, kmeansWithPauses } from "../../../src/engine/analysis/clustering/kmeans/kmeans.ts";
import { canonicalLabels } from "../../../src/engine/analysis/clustering/labels.ts";
import { lloyd } from "../../../src/engine/analysis/clustering/kmeans/lloyd.ts";
import { type Matrix, matrix, matrixFromRows, rowOf, selectRows } from "../../../src/engine/core/matrix.ts";
import { type Rng, createRng } from "../../../src/engine/core/rng.ts";
import { cloud } from "../../golden/lcg.ts";
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

describe("Lloyd's iterations", () => {
  it("have the labels of the textbook's from the same start", () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const points = cloud({ rows: 150, cols: 4, seed, centres: 7, spread: 3 });
      const start = kmeansPlusPlus(points, 7, createRng(seed, "start"));
      const slow = slowLloyd(points, start);
      const fast = lloyd(points, start, { tolerance: 0, maxIterations: 300 });
      expect(Array.from(fast.labels)).toEqual(slow.labels);
      expect(fast.inertia).toBeCloseTo(slow.inertia, 9);
    }
  });

  it("fill a cluster that a bad start leaves empty", () => {
    const points = matrixFromRows([[0], [1], [2], [10], [11], [50]]);
    const { labels, inertia } = lloyd(points, matrixFromRows([[0], [1e6], [2e6]]), {
      tolerance: 0,
      maxIterations: 100,
    });
    expect(Array.from(canonicalLabels(labels))).toEqual([0, 0, 0, 1, 1, 2]);
    expect(inertia).toBeCloseTo(2.5, 12);
  });

  it("end at exact means although sums change row by row: a huge row leaves no rounding error behind", () => {
    const points = matrixFromRows([...Array.from({ length: 30 }, (_, row) => [0.1 * row]), [1e15]]);
    const { labels, centres } = lloyd(points, matrixFromRows([[0], [2.5]]), { tolerance: 0, maxIterations: 100 });
    expect(new Set(labels.subarray(0, 30))).toEqual(new Set([0]));
    expect(centres.data[0]).toBeCloseTo(1.45, 13);
    expect(centres.data[1]).toBe(1e15);
  });

  it("stop after the given number of iterations with labels of the returned centres", () => {
    const points = cloud({ rows: 200, cols: 3, seed: 8 });
    const { labels, centres, iterations } = lloyd(points, selectRows(points, [0, 1, 2, 3, 4]), {
      tolerance: 0,
      maxIterations: 2,
    });
    expect(iterations).toBe(2);
    expect(Array.from(labels)).toEqual(Array.from(labels, (_, row) => nearest(points, centres, row)));
  });
});

/** Greedy k-means++ as it is defined, every distance computed anew. */
function slowPlusPlus(points: Matrix, k: number, random: Rng): number[] {
  const rows = Array.from({ length: points.rows }, (_, row) => row);
  const toNearest = (centres: readonly number[]): number[] =>
    rows.map((row) => Math.min(...centres.map((centre) => squared(rowOf(points, row), rowOf(points, centre)))));
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const chosen = [random.integer(points.rows)];
  while (chosen.length < k) {
    const weights = toNearest(chosen);
    const candidates = Array.from({ length: 2 + Math.floor(Math.log(k)) }, () => {
      const target = random.uniform() * total(weights);
      return rows.find((row) => total(weights.slice(0, row + 1)) > target)!;
    });
    const potentials = candidates.map((row) => total(toNearest([...chosen, row])));
    chosen.push(candidates[potentials.indexOf(Math.min(...potentials))]!);
  }
  return chosen;
}

describe("greedy k-means++", () => {
  it("draws the rows of its definition from the same random numbers", () => {
    for (const seed of [1, 2, 3, 4]) {
      const points = cloud({ rows: 70, cols: 3, seed, centres: 4, spread: 2 });
      const expected = selectRows(points, slowPlusPlus(points, 6, createRng(seed, "start")));
      expect(kmeansPlusPlus(points, 6, createRng(seed, "start"))).toEqual(expected);
    }
  });

  it("draws distinct rows while there are any, and one per far-apart group", () => {
    const points = cloud({ rows: 60, cols: 2, seed: 4, centres: 3, spread: 1000 });
    const start = kmeansPlusPlus(points, 3, rng());
    const groups = Array.from(
      { length: 3 },
      (_, c) =>
        Array.from({ length: 60 }, (__, row) => row).find(
          (row) => squared(rowOf(points, row), rowOf(start, c)) === 0,
        )! % 3,
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
    expect(one.centres.data[0]).toBeCloseTo(
      [0, 1, 2, 3, 4, 5].reduce((s, row) => s + points.data[row * 2]!, 0) / 6,
      13,
    );
  });

  it("makes one cluster, in one iteration, of rows without columns", () => {
    const { labels, iterations, inertia } = kmeans(matrix(3, 0), { k: 2, rng: rng() });
    expect([[...labels], iterations, inertia]).toEqual([[0, 0, 0], 1, 0]);
  });

  it("is the same for the same seed, and canonical", () => {
    const points = cloud({ rows: 100, cols: 3, seed: 5 });
    const first = kmeans(points, { k: 5, rng: rng() });
    expect(kmeans(points, { k: 5, rng: rng() })).toEqual(first);
    expect(first.labels).toEqual(canonicalLabels(first.labels));
  });

  it("names what is wrong", () => {
    const points = matrixFromRows([[0], [1]]);
    expect(() => kmeans(points, { k: 3, rng: rng() })).toThrow("Cannot make 3 clusters of 2 rows");
    const none = { rows: 0, cols: 1, data: new Float64Array(0) };
    const remedy = "Give at least one row.";
    expect(() => kmeans(none, { k: 2, rng: rng() })).toThrow(expect.objectContaining({ place: { remedy } }));
    expect(() => kmeans(points, { k: 1.5, rng: rng() })).toThrow("Cannot make 1.5 clusters");
    expect(() => kmeans(matrixFromRows([[0], [Infinity]]), { k: 1, rng: rng() })).toThrow(
      "the value Infinity in row 2",
    );
    expect(() => kmeans(matrixFromRows([[NaN], [0]]), { k: 1, rng: rng() })).toThrow(
      "the value NaN in row 1, column 1",
    );
    expect(() => kmeans(points, { k: 1, nInit: 0, rng: rng() })).toThrow("at least one start");
  });
});

describe("K-Means with pauses", () => {
  const points = cloud({ rows: 60, cols: 3, seed: 4, centres: 6, spread: 4 });

  it("is the same, and pauses within and after each start", async () => {
    const fractions: number[] = [];
    const pause = (fraction: number): Promise<void> => {
      fractions.push(fraction);
      return Promise.resolve();
    };
    const run = await kmeansWithPauses(points, { k: 6, rng: createRng(1), nInit: 4 }, pause);
    expect(run).toEqual(kmeans(points, { k: 6, rng: createRng(1), nInit: 4 }));
    expect([...new Set(fractions)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    // A pause for each centre but the first, and one for each iteration.
    expect(fractions.filter((fraction) => fraction === 0).length).toBeGreaterThan(5);
  });

  it("stops when a pause fails", async () => {
    const cancelled = kmeansWithPauses(points, { k: 6, rng: createRng(1) }, () => Promise.reject(new Error("stop")));
    await expect(cancelled).rejects.toThrow("stop");
  });
});
