import { addDistances } from "./add-distances.ts";
import { type Matrix, selectRows } from "../core/matrix.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";
import { type Labels, type Partition, partitionOf, whyUndefined } from "./partition.ts";

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
 * Rows are taken cluster by cluster, so that a pair of clusters needs one running sum per row: every distance is computed
 * once and memory is a copy of the rows, not rows².
 */
export function silhouette(m: Matrix, labels: Labels): Silhouette {
  const partition = partitionOf(m, labels);
  const reason =
    whyUndefined(partition.count, m.rows) ??
    (m.rows > SILHOUETTE_LIMIT ? `${m.rows} rows are over the ${SILHOUETTE_LIMIT} that it is computed for` : undefined);
  if (reason !== undefined) return { overall: undefinedBecause(reason), perRow: null };

  const { within, nearest } = meanDistances(selectRows(m, partition.rows), partition);
  const perRow = new Float64Array(m.rows);
  let sum = 0;
  for (let at = 0; at < m.rows; at++) {
    const a = within[at]!;
    const larger = Math.max(a, nearest[at]!);
    const value = a < 0 || larger === 0 ? 0 : (nearest[at]! - a) / larger;
    perRow[partition.rows[at]!] = value;
    sum += value;
  }
  return { overall: measured(sum / m.rows), perRow };
}

/**
 * For rows sorted by cluster: the mean distance to the other rows of the own cluster (−1 in a cluster of one row), and the
 * smallest mean distance to another cluster.
 */
function meanDistances(
  sorted: Matrix,
  { count, starts }: Partition,
): { within: Float64Array; nearest: Float64Array } {
  const within = new Float64Array(sorted.rows);
  const nearest = new Float64Array(sorted.rows).fill(Infinity);
  const sums = new Float64Array(sorted.rows);
  for (let a = 0; a < count; a++) {
    const [aStart, aEnd] = [starts[a]!, starts[a + 1]!];
    for (let b = a; b < count; b++) {
      const [bStart, bEnd] = [starts[b]!, starts[b + 1]!];
      sums.fill(0, aStart, aEnd).fill(0, bStart, bEnd);
      addDistances(sorted, { start: aStart, end: aEnd }, { start: bStart, end: bEnd }, sums);
      if (a === b) {
        for (let row = aStart; row < aEnd; row++) within[row] = aEnd - aStart > 1 ? sums[row]! / (aEnd - aStart - 1) : -1;
        continue;
      }
      for (let row = aStart; row < aEnd; row++) nearest[row] = Math.min(nearest[row]!, sums[row]! / (bEnd - bStart));
      for (let row = bStart; row < bEnd; row++) nearest[row] = Math.min(nearest[row]!, sums[row]! / (aEnd - aStart));
    }
  }
  return { within, nearest };
}
