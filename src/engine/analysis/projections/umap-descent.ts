import type { Rng } from "../../core/rng.ts";
import type { SparseMatrix } from "../../core/sparse.ts";
import { instantiateKernels } from "../../kernels/instantiate.ts";
import { DRAW_STATES, TOGETHER } from "../../kernels/umap.ts";
import type { UmapCurve } from "./umap-curve.ts";

/** Parts of an epoch between which a cancel is seen: those of a million rows take seconds. */
export const PARTS = 8;

/** A descent of points along the edges of a graph. */
export interface UmapDescent {
  /** Rows × 2, where the points are; the next part moves them. */
  readonly points: Float32Array;
  /** One of the {@link PARTS} of an epoch. */
  readonly run: (epoch: number, rate: number, part: number) => void;
}

/**
 * Stochastic gradient descent on the edges of a fuzzy graph, each as often as its weight says, with random points pushed
 * away per use. Edges too weak to be used once are left out; the strongest is used in every epoch. Four edges are used at the
 * same time, on one thread: a seed gives the same picture on every machine.
 * @param start rows × 2
 */
export function createUmapDescent(
  graph: SparseMatrix,
  start: Float64Array,
  { a, b }: UmapCurve,
  epochs: number,
  rng: Rng,
): UmapDescent {
  const { rows } = graph;
  const strongest = graph.values.reduce((max, value) => Math.max(max, value), 0);
  const { heads, entries } = edgesInTurn(graph, strongest / epochs);
  const count = heads.length;
  const most = Math.ceil(count / PARTS) + TOGETHER;

  let end = 0;
  const place = (numbers: number): number => {
    const at = end;
    end += 16 * Math.ceil(numbers / 4);
    return at;
  };
  // One point and one edge more than there are: that fills up the last edges that are used together.
  const [pointsAt, endsAt] = [place(2 * (rows + 1)), place(2 * (count + 1))];
  const [nextAt, periodsAt, listAt, drawsAt] = [place(count), place(count), place(most), place(DRAW_STATES)];
  const { memory, kernels } = instantiateKernels(end);
  const points = new Float32Array(memory, pointsAt, 2 * rows);
  points.set(start);
  const ends = new Uint32Array(memory, endsAt, 2 * (count + 1)).fill(rows);
  const [next, periods] = [nextAt, periodsAt].map((at) => new Float32Array(memory, at, count)) as [
    Float32Array,
    Float32Array,
  ];
  for (let edge = 0; edge < count; edge++) {
    const entry = entries[edge]!;
    ends[2 * edge] = heads[edge]!;
    ends[2 * edge + 1] = graph.columns[entry]!;
    next[edge] = periods[edge] = strongest / graph.values[entry]!;
  }
  const list = new Uint32Array(memory, listAt, most);
  const draws = new Uint32Array(memory, drawsAt, DRAW_STATES);
  for (let at = 0; at < draws.length; at++) draws[at] = rng.uint32();
  const firstOf = (part: number): number => Math.floor((count * part) / PARTS);
  return {
    points,
    run(epoch, rate, part) {
      const [from, to] = [firstOf(part), firstOf(part + 1)];
      const due = kernels.listDueEdges(nextAt + 4 * from, nextAt + 4 * to, periodsAt + 4 * from, from, epoch, listAt);
      const filled = Math.ceil(due / TOGETHER) * TOGETHER;
      list.fill(count, due, filled);
      kernels.descend(listAt, listAt + 4 * filled, endsAt, pointsAt, rows, drawsAt, a, b, rate);
    },
  };
}

interface Edges {
  /** By edge: its row of the graph. */
  readonly heads: Uint32Array;
  /** By edge: its number among the entries of the graph. */
  readonly entries: Uint32Array;
}

/**
 * The edges of at least some weight, those of a row spread evenly over all: edges that are used at the same time hardly ever share
 * their heads, and the points of rows that follow each other are near in memory.
 */
function edgesInTurn({ rows, rowStarts, values }: SparseMatrix, least: number): Edges {
  const isUsed = (entry: number): boolean => !(values[entry]! < least);
  const degrees = new Uint32Array(rows);
  let count = 0;
  let turns = 0;
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) if (isUsed(entry)) degrees[row]!++;
    count += degrees[row]!;
    turns = Math.max(turns, degrees[row]!);
  }
  const turnOf = (row: number, number: number): number => Math.floor(((number + 0.5) * turns) / degrees[row]!);
  const places = new Uint32Array(turns + 1);
  for (let row = 0; row < rows; row++)
    for (let number = 0; number < degrees[row]!; number++) places[turnOf(row, number) + 1]!++;
  for (let turn = 0; turn < turns; turn++) places[turn + 1]! += places[turn]!;
  const [heads, entries] = [new Uint32Array(count), new Uint32Array(count)];
  for (let row = 0; row < rows; row++) {
    let number = 0;
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      if (!isUsed(entry)) continue;
      const edge = places[turnOf(row, number++)]!++;
      heads[edge] = row;
      entries[edge] = entry;
    }
  }
  return { heads, entries };
}
