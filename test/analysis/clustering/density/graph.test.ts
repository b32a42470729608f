import { describe, expect, it } from "vitest";
import { atKnee, dbscan, withRadius } from "../../../../src/engine/analysis/clustering/dbscan.ts";
import { neighbourGraphOf } from "../../../../src/engine/analysis/clustering/density/neighbour-graph.ts";
import { graphSpanningTree } from "../../../../src/engine/analysis/clustering/density/spanning-tree.ts";
import { disjointSets } from "../../../../src/engine/analysis/clustering/disjoint-sets.ts";
import { hdbscan, hdbscanOf } from "../../../../src/engine/analysis/clustering/hdbscan.ts";
import { kneeEps } from "../../../../src/engine/analysis/clustering/knee.ts";
import { noiseCount } from "../../../../src/engine/analysis/clustering/labels.ts";
import type { ClusterInput } from "../../../../src/engine/analysis/clustering/method.ts";
import { adjustedRand } from "../../../../src/engine/analysis/metrics/agreement.ts";
import { contingency } from "../../../../src/engine/analysis/metrics/contingency.ts";
import { CancelledError } from "../../../../src/engine/core/errors.ts";
import { squaredDistance } from "../../../../src/engine/core/linalg.ts";
import { type Matrix, matrix, normalMatrix } from "../../../../src/engine/core/matrix.ts";
import { createRng } from "../../../../src/engine/core/rng.ts";
import { cloud } from "../../../golden/lcg.ts";

const inputOf = (m: Matrix, control = {}): ClusterInput => ({ matrix: m, k: 3, seed: 1, stream: "x", control });
const ari = (a: Int32Array, b: Int32Array): number => adjustedRand(contingency(a, b));

function moons(rows: number): Matrix {
  const rng = createRng(3);
  const data = Float64Array.from({ length: rows }, () => Math.PI * rng.uniform());
  return matrix(
    rows,
    2,
    Float64Array.from({ length: 2 * rows }, (_, at) => {
      const angle = data[at >> 1]!;
      const second = (at >> 1) % 2 === 1;
      const [x, y] = second ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
      return (at % 2 === 0 ? x : y) + 0.06 * rng.normal();
    }),
  );
}

/** Half of the rows are copies of a few. */
function copies(rows: number): Matrix {
  const m = normalMatrix(rows, 3, createRng(4));
  for (let row = 0; row < rows / 2; row++)
    m.data.copyWithin(row * 3, (rows - 1 - (row % 9)) * 3, (rows - (row % 9)) * 3);
  return m;
}

const SHAPES: readonly [string, Matrix][] = [
  ["blobs far apart", cloud({ rows: 1500, cols: 4, seed: 1, centres: 4, spread: 60 })],
  ["blobs that touch", cloud({ rows: 1500, cols: 6, seed: 2, centres: 5, spread: 8 })],
  ["moons", moons(1500)],
  ["one normal distribution", normalMatrix(1200, 5, createRng(2))],
  ["copies", copies(1200)],
];

describe("on the graph of neighbours", () => {
  it.each(SHAPES)("HDBSCAN is as without it: %s", async (_, m) => {
    const { labels, parameters, approximations } = await hdbscanOf(inputOf(m), 8, m.rows - 1);
    expect(ari(labels, hdbscan(m, 8))).toBeGreaterThanOrEqual(0.98);
    expect(parameters).toEqual({ min_samples: 8 });
    expect(approximations).toMatchObject([{ kind: "hdbscan", measure: { name: "recall@15" } }]);
    expect(approximations![0]!.measure!.value).toBeGreaterThanOrEqual(0.99);
  });

  it.each(SHAPES)("DBSCAN is as without it, at small and large radii: %s", async (_, m) => {
    const knee = (await kneeEps(m, 4)).eps!;
    const input = inputOf(m);
    for (const eps of [0.5 * knee, knee, 1.3 * knee, 1e3 * knee]) {
      const { labels, approximations } = await withRadius(input, eps, 4, 100);
      const exact = dbscan(m, { eps, minSamples: 4 });
      expect(ari(labels, exact)).toBeGreaterThanOrEqual(0.98);
      expect(Math.abs(noiseCount(labels) - noiseCount(exact))).toBeLessThanOrEqual(0.01 * m.rows);
      expect(approximations).toMatchObject([{ kind: "dbscan" }]);
    }
    const { labels, parameters } = await atKnee(input, 4, 100);
    expect(parameters.eps! / knee).toBeCloseTo(1, 1);
    expect(ari(labels, dbscan(m, { eps: parameters.eps!, minSamples: 4 }))).toBeGreaterThanOrEqual(0.98);
  });

  it("DBSCAN with one row to a core joins rows at exactly eps", async () => {
    const line = matrix(
      400,
      1,
      Float64Array.from({ length: 400 }, (_, row) => (row < 200 ? row : row + 1)),
    );
    const { labels } = await withRadius(inputOf(line), 1, 1, 100);
    expect(labels).toEqual(Int32Array.from({ length: 400 }, (_, row) => (row < 200 ? 0 : 1)));
  });

  it("joins parts that have no neighbours in each other by their nearest rows", async () => {
    const m = cloud({ rows: 900, cols: 3, seed: 5, centres: 3, spread: 80 });
    const graph = await neighbourGraphOf(inputOf(m), 5);
    const edges = await graphSpanningTree(graph, new Float64Array(m.rows), {});
    const sets = disjointSets(m.rows);
    for (const { low, high, distance } of edges) {
      const squared = squaredDistance(m.data, low * 3, m.data, high * 3, 3);
      expect(distance).toBe(Math.sqrt(squared));
      expect(sets.rootOf(low)).not.toBe(sets.rootOf(high));
      sets.join(low, high);
    }
    expect(edges).toHaveLength(m.rows - 1);
    expect(edges.map(({ distance }) => distance).toSorted((a, b) => a - b)).toEqual(slowTree(m));
  });

  it("searches neighbours once for methods that need no more", async () => {
    const input = inputOf(moons(300));
    const first = await neighbourGraphOf(input, 3);
    expect(await neighbourGraphOf(input, 15)).toBe(first);
    expect((await neighbourGraphOf(input, 20)).lists.count).toBe(20);
  });

  it("stops when it is cancelled", async () => {
    const input = inputOf(moons(300), { signal: AbortSignal.abort() });
    await expect(hdbscanOf(input, 5, 100)).rejects.toThrow(CancelledError);
    await expect(withRadius(input, 1, 3, 100)).rejects.toThrow(CancelledError);
    await expect(hdbscanOf(input, 5, 300)).rejects.toThrow(CancelledError);
    await expect(withRadius(input, 1, 3, 300)).rejects.toThrow(CancelledError);
  });
});

/** The lengths of the edges of the least spanning tree of all pairs, ascending: Prim's algorithm. */
function slowTree(m: Matrix): number[] {
  const nearest = new Float64Array(m.rows).fill(Infinity);
  const left = new Set(nearest.keys());
  const lengths: number[] = [];
  let current = 0;
  for (left.delete(0); left.size > 0; left.delete(current)) {
    const from = current;
    for (const row of left) {
      const squared = squaredDistance(
        m.data,
        Math.min(from, row) * m.cols,
        m.data,
        Math.max(from, row) * m.cols,
        m.cols,
      );
      nearest[row] = Math.min(nearest[row]!, squared);
    }
    current = [...left].reduce((best, row) => (nearest[row]! < nearest[best]! ? row : best));
    lengths.push(Math.sqrt(nearest[current]!));
  }
  return lengths.sort((a, b) => a - b);
}
