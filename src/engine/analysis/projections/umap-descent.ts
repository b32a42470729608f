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
 * same time, on one thread: a seed gives the same picture on every machine. Each is of another quarter of those that are due, so
 * that edges of a row hardly ever move their head together, and follow each other as in umap-learn.
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
  const { heads, entries } = usedEdges(graph, strongest / epochs);
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
  const [nextAt, periodsAt, drawsAt] = [place(count), place(count), place(DRAW_STATES)];
  const [dueAt, listAt] = [place(most), place(most)];
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
  const [due, list] = [dueAt, listAt].map((at) => new Uint32Array(memory, at, most)) as [Uint32Array, Uint32Array];
  const draws = new Uint32Array(memory, drawsAt, DRAW_STATES);
  for (let at = 0; at < draws.length; at++) draws[at] = rng.uint32();
  const firstOf = (part: number): number => Math.floor((count * part) / PARTS);
  return {
    points,
    run(epoch, rate, part) {
      const [from, to] = [firstOf(part), firstOf(part + 1)];
      const found = kernels.listDueEdges(nextAt + 4 * from, nextAt + 4 * to, periodsAt + 4 * from, from, epoch, dueAt);
      const share = Math.ceil(found / TOGETHER);
      const filled = share * TOGETHER;
      due.fill(count, found, filled);
      for (let edge = 0, at = 0; edge < share; edge++)
        for (let from = edge; from < filled; from += share) list[at++] = due[from]!;
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

/** The edges of at least some weight, row by row. */
function usedEdges({ rows, rowStarts, values }: SparseMatrix, least: number): Edges {
  const heads = new Uint32Array(values.length);
  const entries = new Uint32Array(values.length);
  let count = 0;
  for (let row = 0; row < rows; row++)
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      if (values[entry]! < least) continue;
      heads[count] = row;
      entries[count++] = entry;
    }
  return { heads: heads.subarray(0, count), entries: entries.subarray(0, count) };
}
