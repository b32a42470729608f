import type { Matrix } from "../../core/matrix.ts";
import { GROUP, type PackedRows, packedRows } from "../packed-rows.ts";
import { type Labels, type Partition, partitionOf } from "../partition.ts";
import { type Control, createPause } from "../pause.ts";
import { drained, paused } from "../turns.ts";
import { type Measured, measured, undefinedBecause, whyUndefined } from "./measured.ts";

export interface Silhouette {
  /** The mean over rows, −1 to 1. */
  readonly overall: Measured;
  /** One value per row (0 in a cluster of one row), NaN for rows that were not judged; null where the overall value is undefined. */
  readonly perRow: Float64Array | null;
  /** Where not all rows were judged: how many were, and the bounds of the 95 % interval. */
  readonly estimate?: { readonly judged: number; readonly low: number; readonly high: number };
}

/**
 * Silhouette coefficients with Euclidean distances (Rousseeuw, J. Comput. Appl. Math. 20, 1987), with scikit-learn's
 * conventions: (b − a) / max(a, b), 0 in a cluster of one row and where both are 0. Undefined unless 2 ≤ clusters < rows.
 * Rows in no cluster are left out. O(N² · columns).
 *
 * Rows are taken cluster by cluster, so that a pair of clusters needs one running sum per row: the distances between two
 * clusters are computed once and memory is a copy of the rows, not rows².
 */
export function silhouette(m: Matrix, labels: Labels): Silhouette {
  return drained(silhouettes(m, partitionOf(m, labels)));
}

/** {@link silhouette} of the rows of a partition. @throws {CancelledError} when the signal is aborted. */
export async function silhouetteWithPauses(
  m: Matrix,
  partition: Partition,
  control: Control = {},
): Promise<Silhouette> {
  return paused(silhouettes(m, partition), createPause(control));
}

function* silhouettes(m: Matrix, partition: Partition): Generator<number, Silhouette, undefined> {
  const judged = partition.rows.length;
  const reason = whyUndefined(partition.count, judged);
  if (reason !== undefined) return { overall: undefinedBecause(reason), perRow: null };
  const { within, nearest } = yield* meanDistances(m, partition);
  const perRow = within.map((a, row) => silhouetteOf(a, nearest[row]!));
  const sum = perRow.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0);
  return { overall: measured(sum / judged), perRow };
}

/**
 * A row's silhouette.
 * @param within mean distance to the others of its cluster; −1 where it is alone. @param nearest the least mean distance to another
 */
export function silhouetteOf(within: number, nearest: number): number {
  const larger = Math.max(within, nearest);
  return within < 0 || larger === 0 ? 0 : (nearest - within) / larger;
}

/** By row: the mean distance to the other rows of the own cluster (−1 in a cluster of one row), and the smallest to another; NaN for a row in no cluster. */
interface MeanDistances {
  readonly within: Float64Array;
  readonly nearest: Float64Array;
}

function* meanDistances(m: Matrix, partition: Partition): Generator<number, MeanDistances, undefined> {
  const { count, starts, rows } = partition;
  const { packed, firstGroup } = packClusters(m, partition);
  const size = (cluster: number): number => starts[cluster + 1]! - starts[cluster]!;
  const slotOf = (cluster: number, at: number): number => firstGroup[cluster]! * GROUP + at;
  const groups = Math.max(1, firstGroup[count]!);
  const { columnSums } = packed;
  const within = new Float64Array(m.rows).fill(NaN);
  const nearest = new Float64Array(m.rows).fill(Infinity);
  const offer = (row: number, mean: number): void => {
    if (mean < nearest[row]!) nearest[row] = mean;
  };
  for (let a = 0; a < count; a++) {
    for (let b = a; b < count; b++) {
      columnSums.fill(0, firstGroup[b]! * GROUP, firstGroup[b + 1]! * GROUP);
      for (let at = 0; at < size(a); at += 2) {
        const sums = packed.addDistances(slotOf(a, at), firstGroup[b]!, firstGroup[b + 1]!);
        for (let second = 0; second < 2 && at + second < size(a); second++) {
          const row = rows[starts[a]! + at + second]!;
          if (a === b) within[row] = size(a) > 1 ? sums[second]! / (size(a) - 1) : -1;
          else offer(row, sums[second]! / size(b));
        }
        // Later clusters have fewer partners left: the share of pairs done is 1 − (share of groups left)².
        yield 1 - (1 - firstGroup[a]! / groups) ** 2;
      }
      if (a === b) continue;
      for (let at = 0; at < size(b); at++) offer(rows[starts[b]! + at]!, columnSums[slotOf(b, at)]! / size(a));
    }
  }
  return { within, nearest };
}

/** Rows in groups, every cluster starting a group of its own: a range of groups is a cluster. Each row counts once. */
export function packClusters(
  m: Matrix,
  { count, starts, rows }: Partition,
  more = 0,
): { readonly packed: PackedRows; readonly firstGroup: Uint32Array } {
  const firstGroup = new Uint32Array(count + 1);
  const size = (cluster: number): number => starts[cluster + 1]! - starts[cluster]!;
  for (let c = 0; c < count; c++) firstGroup[c + 1] = firstGroup[c]! + Math.ceil(size(c) / GROUP);
  const packed = packedRows(firstGroup[count]! * GROUP + more, m.cols);
  for (let c = 0; c < count; c++) {
    for (let at = 0, slot = firstGroup[c]! * GROUP; at < size(c); at++, slot++) {
      packed.put(slot, m, rows[starts[c]! + at]!);
      packed.weights[slot] = 1;
    }
  }
  return { packed, firstGroup };
}
