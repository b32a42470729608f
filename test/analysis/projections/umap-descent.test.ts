import { describe, expect, it } from "vitest";
import { fuzzyGraph } from "../../../src/engine/analysis/projections/fuzzy-graph.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { fitUmapCurve } from "../../../src/engine/analysis/projections/umap-curve.ts";
import { neighboursForUmap, umap, type UmapSettings } from "../../../src/engine/analysis/projections/umap.ts";
import { matrix } from "../../../src/engine/core/matrix.ts";
import type { SparseMatrix } from "../../../src/engine/core/sparse.ts";
import { createRng, type Rng } from "../../../src/engine/core/rng.ts";
import { clouds, spiral } from "./inputs.ts";

type Point = [number, number];
const clipped = (value: number): number => Math.max(-4, Math.min(4, value));

/** sfc32 of one of four streams; the states of all are drawn one after the other. */
function streams(rng: Rng): readonly (() => number)[] {
  const states = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => rng.uint32()));
  return [0, 1, 2, 3].map((lane) => {
    let [a, b, c, counter] = states.map((state) => state[lane]!) as [number, number, number, number];
    return () => {
      const sum = (a + b + counter++) >>> 0;
      a = (b ^ (b >>> 9)) >>> 0;
      b = (c + (c << 3)) >>> 0;
      c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
      return sum / 2 ** 32;
    };
  });
}

interface Edge {
  readonly head: Point;
  readonly tail: Point;
  readonly period: number;
  next: number;
}

/** The edges that are used at all. */
function edgesOf(graph: SparseMatrix, points: readonly Point[], epochs: number): Edge[] {
  const strongest = Math.max(...graph.values);
  return points.flatMap((head, row) =>
    Array.from({ length: graph.rowStarts[row + 1]! - graph.rowStarts[row]! }, (_, k): Edge => {
      const entry = graph.rowStarts[row]! + k;
      const period = Math.fround(strongest / graph.values[entry]!);
      return { head, tail: points[graph.columns[entry]!]!, period, next: period };
    }).filter(({ period }) => !(period > epochs)),
  );
}

/**
 * umap-learn's `optimize_layout_euclidean` as it is written there, with 5 negative samples an edge, but with four edges at a time, one of
 * each quarter: their forces are those of the points before any of their moves. Start, draws and times (float32) as ours: the descent enlarges every
 * difference by a thousand where points meet.
 */
function slowUmap(graph: SparseMatrix, start: Float64Array, minDist: number, epochs: number, rng: Rng): Point[] {
  const { a, b } = fitUmapCurve(minDist);
  const scale = 10 / Math.max(...start.map(Math.abs));
  const points = Array.from({ length: graph.rows }, (): Point => [0, 0]);
  for (let at = 0; at < start.length; at++) points[at >> 1]![at % 2] = start[at]! * scale + 1e-4 * rng.normal();
  const draws = streams(rng);
  const move = (head: Point, other: Point, force: (squared: number) => number): Point => {
    const apart: Point = [head[0] - other[0], head[1] - other[1]];
    const squared = apart[0] ** 2 + apart[1] ** 2;
    return squared > 0 ? [clipped(force(squared) * apart[0]), clipped(force(squared) * apart[1])] : [0, 0];
  };
  const attraction = (squared: number): number => (-2 * a * b * squared ** (b - 1)) / (a * squared ** b + 1);
  const repulsion = (squared: number): number => (2 * b) / ((0.001 + squared) * (a * squared ** b + 1));

  const edges = edgesOf(graph, points, epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs;
    for (let part = 0; part < 8; part++) {
      const [from, to] = [part, part + 1].map((bound) => Math.floor((edges.length * bound) / 8));
      const due = edges.slice(from, to).filter(({ next }) => next <= epoch);
      const quarter = Math.ceil(due.length / 4);
      for (let first = 0; first < quarter; first++) {
        const together = [0, 1, 2, 3].flatMap((lane) => due[lane * quarter + first] ?? []);
        // Streams without an edge draw as well.
        const others = draws.map((draw) =>
          Array.from({ length: 5 }, () => points[Math.floor(draw() * points.length)]!),
        );
        const pulls = together.map(({ head, tail }) => move(head, tail, attraction));
        const pushes = together.map(({ head }, lane) => others[lane]!.map((other) => move(head, other, repulsion)));
        for (const [lane, edge] of together.entries()) {
          for (const axis of [0, 1] as const) {
            edge.tail[axis] -= rate * pulls[lane]![axis];
            edge.head[axis] += rate * [pulls[lane]!, ...pushes[lane]!].reduce((sum, step) => sum + step[axis], 0);
          }
          edge.next = Math.fround(edge.next + edge.period);
        }
      }
    }
  }
  return points;
}

describe("the descent of UMAP", () => {
  it.each([
    ["one cloud", 40, 1, 0.1, 6],
    ["three clouds, another curve", 60, 3, 0.5, 6],
    ["weak edges that are never used", 60, 3, 0.1, 4],
  ])("moves the points of its definition with the same draws: %s", async (_, rows, groups, minDist, epochs) => {
    const neighbours = await nearestNeighbours(clouds(rows, 4, groups), neighboursForUmap(rows, 10));
    const start = spiral(rows);
    const { coordinates } = await umap(neighbours, start, { minDist, epochs }, createRng(7, "twin"));
    const slow = slowUmap(await fuzzyGraph(neighbours), start, minDist, epochs, createRng(7, "twin"));
    slow.flat().forEach((value, at) => {
      expect(Math.abs(coordinates[at]! - value)).toBeLessThan(0.01);
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
