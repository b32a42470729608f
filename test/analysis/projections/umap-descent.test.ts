import { describe, expect, it } from "vitest";
import { fuzzyGraph } from "../../../src/engine/analysis/projections/fuzzy-graph.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { fitUmapCurve } from "../../../src/engine/analysis/projections/umap-curve.ts";
import { neighboursForUmap, umap, type UmapSettings } from "../../../src/engine/analysis/projections/umap.ts";
import { matrix } from "../../../src/engine/core/matrix.ts";
import type { SparseMatrix } from "../../../src/engine/core/sparse.ts";
import { createRng, type Rng } from "../../../src/engine/core/rng.ts";
import { tabulate, valueAt } from "../../../src/engine/kernels/umap.ts";
import { clouds, spiral } from "./inputs.ts";

type Point = [number, number];
const clipped = (value: number): number => Math.max(-4, Math.min(4, value));

/**
 * umap-learn's `optimize_layout_euclidean` as it is written there, on pairs instead of arrays, with 5 negative samples an
 * edge; start, draws and the table of powers as ours: the descent enlarges every difference by a thousand where points meet.
 */
function slowUmap(graph: SparseMatrix, start: Float64Array, minDist: number, epochs: number, rng: Rng): Point[] {
  const { a, b } = fitUmapCurve(minDist);
  const attractionTable = tabulate((squared) => (-2 * a * b * squared ** (b - 1)) / (a * squared ** b + 1));
  const repulsionTable = tabulate((squared) => (2 * b) / ((0.001 + squared) * (a * squared ** b + 1)));
  const scale = 10 / Math.max(...start.map(Math.abs));
  const points = Array.from({ length: graph.rows }, (): Point => [0, 0]);
  for (let at = 0; at < start.length; at++) points[at >> 1]![at % 2] = start[at]! * scale + 1e-4 * rng.normal();

  const strongest = Math.max(...graph.values);
  const edges: {
    head: Point;
    tail: Point;
    period: number;
    negativePeriod: number;
    next: number;
    nextNegative: number;
  }[] = [];
  for (let row = 0; row < graph.rows; row++) {
    for (let k = graph.rowStarts[row]!; k < graph.rowStarts[row + 1]!; k++) {
      const period = strongest / graph.values[k]!;
      if (period > epochs) continue;
      const [head, tail] = [points[row]!, points[graph.columns[k]!]!];
      edges.push({ head, tail, period, negativePeriod: period / 5, next: period, nextNegative: period / 5 });
    }
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs;
    for (const edge of edges.filter(({ next }) => next <= epoch)) {
      const { head, tail, period, negativePeriod } = edge;
      const difference = head.map((value, axis) => value - tail[axis]!);
      const squared = difference[0]! ** 2 + difference[1]! ** 2;
      const attraction = squared > 0 ? valueAt(attractionTable, squared) : 0;
      difference.forEach((d, axis) => {
        head[axis]! += rate * clipped(attraction * d);
        tail[axis]! -= rate * clipped(attraction * d);
      });
      edge.next += period;
      const negatives = Math.floor((epoch - edge.nextNegative) / negativePeriod);
      for (let sample = 0; sample < negatives; sample++) {
        const other = points[Math.floor((rng.uint32() / 2 ** 32) * points.length)]!;
        const away = head.map((value, axis) => value - other[axis]!);
        const distance = away[0]! ** 2 + away[1]! ** 2;
        if (distance === 0) continue;
        const repulsion = valueAt(repulsionTable, distance);
        away.forEach((d, axis) => (head[axis]! += rate * clipped(repulsion * d)));
      }
      edge.nextNegative += negatives * negativePeriod;
    }
  }
  return points;
}

describe("the descent of UMAP", () => {
  it.each([
    ["one cloud", 40, 1, 0.1, 12],
    ["three clouds, another curve", 60, 3, 0.5, 25],
    ["weak edges that are never used", 60, 3, 0.1, 4],
  ])("moves the points of its definition with the same draws: %s", async (_, rows, groups, minDist, epochs) => {
    const neighbours = await nearestNeighbours(clouds(rows, 4, groups), neighboursForUmap(rows, 10));
    const start = spiral(rows);
    const { coordinates } = await umap(neighbours, start, { minDist, epochs }, createRng(7, "twin"));
    const slow = slowUmap(await fuzzyGraph(neighbours), start, minDist, epochs, createRng(7, "twin"));
    slow.flat().forEach((value, at) => {
      expect(Math.abs(coordinates[at]! - value)).toBeLessThan(1e-6);
    });
  });

  it("takes umap-learn's min_dist of 0.1", async () => {
    const neighbours = await nearestNeighbours(clouds(30, 4, 3), 5);
    const run = async (settings: UmapSettings) =>
      (await umap(neighbours, spiral(30), { epochs: 4, ...settings }, createRng(1))).coordinates;
    expect(await run({})).toEqual(await run({ minDist: 0.1 }));
    expect(await run({})).not.toEqual(await run({ minDist: 0.11 }));
  });

  it("uses umap-learn's number of epochs: 500, and 200 above 10,000 rows", async () => {
    const chain = (rows: number) => ({
      rows,
      count: 1,
      indices: Int32Array.from({ length: rows }, (_, row) => row ^ 1),
      distances: new Float64Array(rows).fill(1),
      recall: null,
    });
    const epochs = async (rows: number) => (await umap(chain(rows), spiral(rows), {}, createRng(1))).epochs;
    expect(await epochs(4)).toBe(500);
    expect(neighboursForUmap(matrix(4, 2).rows, 15)).toBe(3);
    expect(neighboursForUmap(1000, 15)).toBe(14);
    expect(neighboursForUmap(2, 1)).toBe(1);
  });
});
