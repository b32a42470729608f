import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packedRows } from "../packed-rows.ts";
import { type Labels, type Partition, partitionOf } from "../partition.ts";
import { type Measured, measured, undefinedBecause, whyUndefined } from "./measured.ts";

/** The exact silhouette takes N² · columns time: this many rows of 32 columns take about half a minute. */
export const SILHOUETTE_LIMIT = 50_000;

export interface Silhouette {
  /** The mean over rows, −1 to 1. */
  readonly overall: Measured;
  /** One value per row (0 in a cluster of one row); null where the overall value is undefined. */
  readonly perRow: Float64Array | null;
}

/**
 * Silhouette coefficients with Euclidean distances (Rousseeuw, J. Comput. Appl. Math. 20, 1987), with scikit-learn's
 * conventions: (b − a) / max(a, b), 0 in a cluster of one row and where both are 0. Undefined unless 2 ≤ clusters < rows,
 * and above 50,000 rows, where it would take minutes.
 *
 * Rows are taken cluster by cluster, so that a pair of clusters needs one running sum per row: the distances between two
 * clusters are computed once and memory is a copy of the rows, not rows².
 */
export function silhouette(m: Matrix, labels: Labels): Silhouette {
  const partition = partitionOf(m, labels);
  const reason =
    whyUndefined(partition.count, m.rows) ??
    (m.rows > SILHOUETTE_LIMIT ? `${m.rows} rows are over the ${SILHOUETTE_LIMIT} that it is computed for` : undefined);
  if (reason !== undefined) return { overall: undefinedBecause(reason), perRow: null };

  const { within, nearest } = meanDistances(m, partition);
  const perRow = within.map((a, row) => {
    const larger = Math.max(a, nearest[row]!);
    return a < 0 || larger === 0 ? 0 : (nearest[row]! - a) / larger;
  });
  const sum = perRow.reduce((total, value) => total + value, 0);
  return { overall: measured(sum / m.rows), perRow };
}

/** By row: the mean distance to the other rows of the own cluster (−1 in a cluster of one row), and the smallest to another. */
interface MeanDistances {
  readonly within: Float64Array;
  readonly nearest: Float64Array;
}

function meanDistances(m: Matrix, partition: Partition): MeanDistances {
  const { count, starts, rows } = partition;
  // Every cluster starts a group of its own: a range of groups is a cluster.
  const firstGroup = new Uint32Array(count + 1);
  const size = (cluster: number): number => starts[cluster + 1]! - starts[cluster]!;
  for (let c = 0; c < count; c++) firstGroup[c + 1] = firstGroup[c]! + Math.ceil(size(c) / GROUP);
  const packed = packedRows(firstGroup[count]! * GROUP, m.cols);
  const slotOf = (cluster: number, at: number): number => firstGroup[cluster]! * GROUP + at;
  for (let c = 0; c < count; c++) {
    for (let at = 0; at < size(c); at++) {
      packed.put(slotOf(c, at), m, rows[starts[c]! + at]!);
      packed.weights[slotOf(c, at)] = 1;
    }
  }

  const { columnSums } = packed;
  const within = new Float64Array(m.rows);
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
      }
      if (a === b) continue;
      for (let at = 0; at < size(b); at++) offer(rows[starts[b]! + at]!, columnSums[slotOf(b, at)]! / size(a));
    }
  }
  return { within, nearest };
}
