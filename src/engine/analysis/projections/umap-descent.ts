import type { Rng } from "../../core/rng.ts";
import type { SparseMatrix } from "../../core/sparse.ts";
import { instantiateKernels } from "../../kernels/instantiate.ts";
import { EDGE, NEGATIVE_SAMPLES, TABLE_LENGTH, tabulate } from "../../kernels/umap.ts";
import type { UmapCurve } from "./umap-curve.ts";

/** Parts of an epoch between which a cancel is seen: those of a million rows take seconds. */
export const PARTS = 8;

/** Random numbers that are drawn at a time: more than an edge ever needs. */
const DRAWS = 1 << 14;

/** A descent of points along the edges of a graph. */
export interface UmapDescent {
  /** Rows × 2, where the points are; the next part moves them. */
  readonly points: Float64Array;
  /** One of the {@link PARTS} of an epoch. */
  readonly run: (epoch: number, rate: number, part: number) => void;
}

/**
 * Stochastic gradient descent on the edges of a fuzzy graph, each as often as its weight says, with random points pushed
 * away per use. Edges too weak to be used once are left out; the strongest is used in every epoch.
 * @param start rows × 2
 */
export function createUmapDescent(
  { rows, rowStarts, columns, values }: SparseMatrix,
  start: Float64Array,
  { a, b }: UmapCurve,
  epochs: number,
  rng: Rng,
): UmapDescent {
  const strongest = values.reduce((max, value) => Math.max(max, value), 0);
  const isUsed = (weight: number): boolean => !(weight < strongest / epochs);
  const count = values.reduce((sum, value) => sum + Number(isUsed(value)), 0);

  const pushesAt = 8 * TABLE_LENGTH;
  const pointsAt = 2 * pushesAt;
  const edgesAt = pointsAt + 16 * rows;
  const drawsAt = edgesAt + EDGE * count;
  const drawsEnd = drawsAt + 4 * DRAWS;
  const { memory, kernels } = instantiateKernels(drawsEnd + 8);
  const table = (at: number, f: (squared: number) => number): void => {
    new Float64Array(memory, at, TABLE_LENGTH).set(tabulate(f));
  };
  // Both per unit of the difference, by the squared distance.
  table(0, (squared) => (-2 * a * b * squared ** (b - 1)) / (a * squared ** b + 1));
  table(pushesAt, (squared) => (2 * b) / ((0.001 + squared) * (a * squared ** b + 1)));
  const points = new Float64Array(memory, pointsAt, 2 * rows);
  points.set(start);

  const ends = new Uint32Array(memory, edgesAt, (count * EDGE) / 4);
  const schedule = new Float64Array(memory, edgesAt, (count * EDGE) / 8);
  for (let row = 0, edge = 0; row < rows; row++) {
    for (let k = rowStarts[row]!; k < rowStarts[row + 1]!; k++) {
      if (!isUsed(values[k]!)) continue;
      const period = strongest / values[k]!;
      ends.set([row, columns[k]!], (edge * EDGE) / 4);
      schedule.set([period, period, period / NEGATIVE_SAMPLES], (edge++ * EDGE) / 8 + 1);
    }
  }

  const draws = new Uint32Array(memory, drawsAt, DRAWS);
  const rest = new Uint32Array(memory, drawsEnd, 2);
  const addressOf = (part: number): number => edgesAt + EDGE * Math.floor((count * part) / PARTS);
  // One draw, not an integer's two; that some rows come 2⁻³² more often changes nothing.
  const draw = (from: number): void => {
    for (let at = from; at < DRAWS; at++) draws[at] = rng.uint32();
  };
  draw(0);
  let next = drawsAt;
  return {
    points,
    run(epoch, rate, part) {
      const end = addressOf(part + 1);
      for (let edge = addressOf(part); edge < end;) {
        kernels.descend(edge, end, pointsAt, rows, next, drawsEnd, 0, pushesAt, epoch, rate, rest.byteOffset);
        edge = rest[0]!;
        next = rest[1]!;
        if (edge >= end) break;
        draws.copyWithin(0, (next - drawsAt) / 4);
        draw((drawsEnd - next) / 4);
        next = drawsAt;
      }
    },
  };
}
