import type { ShapeMetric } from "../../../shared/contract/metrics.ts";
import { squaredDistance } from "../../core/linalg.ts";
import type { Matrix } from "../../core/matrix.ts";
import { centroidsOf, type Partition } from "../partition.ts";
import { type Measured, measured, undefinedBecause, whyUndefined } from "./measured.ts";
import type { Silhouette } from "./silhouette.ts";

/** What the shape of clusters is computed from: rows, their clusters, and their silhouettes. */
export interface Shape {
  readonly points: Matrix;
  /** Rows in no cluster are left out. */
  readonly partition: Partition;
  /** Computed before, because each song's own value is shown as well. */
  readonly silhouette: Silhouette;
}

/** How each metric of the clusters' shape is computed. */
export const SHAPE: Readonly<Record<ShapeMetric, (shape: Shape) => Measured>> = {
  silhouette: ({ silhouette }) => silhouette.overall,
  davies_bouldin: ({ points, partition }) => daviesBouldin(points, partition),
  calinski_harabasz: ({ points, partition }) => calinskiHarabasz(points, partition),
};

/** Centroids closer than this share of the data's extent coincide up to rounding (scikit-learn: `np.allclose`). */
const COINCIDENT = 1e-8;

/**
 * The Davies–Bouldin index (IEEE PAMI 1, 1979): the mean over clusters of the worst (sᵢ + sⱼ) / d(cᵢ, cⱼ), s the mean
 * distance to the centroid; lower is better. scikit-learn's conventions: 0 if all rows lie on their centroids or all
 * centroids coincide; a pair of equal centroids is left out. Undefined unless 2 ≤ clusters < rows.
 */
export function daviesBouldin(m: Matrix, partition: Partition): Measured {
  const reason = whyUndefined(partition.count, partition.rows.length);
  if (reason !== undefined) return undefinedBecause(reason);
  const { count, rows, starts } = partition;
  const { cols } = m;
  const centroids = centroidsOf(m, partition);
  const spread = new Float64Array(count);
  for (let c = 0; c < count; c++) {
    for (let at = starts[c]!; at < starts[c + 1]!; at++) {
      spread[c]! += Math.sqrt(squaredDistance(m.data, rows[at]! * cols, centroids.data, c * cols, cols));
    }
    spread[c]! /= starts[c + 1]! - starts[c]!;
  }
  const worst = new Float64Array(count);
  let largest = 0;
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      const distance = Math.sqrt(squaredDistance(centroids.data, a * cols, centroids.data, b * cols, cols));
      largest = Math.max(largest, distance);
      if (distance === 0) continue;
      const ratio = (spread[a]! + spread[b]!) / distance;
      worst[a] = Math.max(worst[a]!, ratio);
      worst[b] = Math.max(worst[b]!, ratio);
    }
  }
  const widest = spread.reduce((most, distance) => Math.max(most, distance), 0);
  if (largest <= COINCIDENT * widest) return measured(0);
  return measured(worst.reduce((sum, ratio) => sum + ratio, 0) / count);
}

/**
 * The Caliński–Harabasz index (Comm. Statist. 3, 1974): dispersion between clusters over dispersion within, each over its
 * degrees of freedom; higher is better. 1 if no cluster has any dispersion, as scikit-learn. Undefined unless
 * 2 ≤ clusters < rows.
 */
export function calinskiHarabasz(m: Matrix, partition: Partition): Measured {
  const reason = whyUndefined(partition.count, partition.rows.length);
  if (reason !== undefined) return undefinedBecause(reason);
  const { count, rows, starts } = partition;
  const { cols } = m;
  const centroids = centroidsOf(m, partition);
  const mean = meanRow(m, partition);
  let between = 0;
  let within = 0;
  for (let c = 0; c < count; c++) {
    between += (starts[c + 1]! - starts[c]!) * squaredDistance(centroids.data, c * cols, mean, 0, cols);
    for (let at = starts[c]!; at < starts[c + 1]!; at++) {
      within += squaredDistance(m.data, rows[at]! * cols, centroids.data, c * cols, cols);
    }
  }
  return measured(within === 0 ? 1 : (between * (rows.length - count)) / (within * (count - 1)));
}

/** The mean of the rows that are in a cluster, summed in their order. */
function meanRow({ rows: all, cols, data }: Matrix, { rows }: Partition): Float64Array {
  const clustered = new Uint8Array(all);
  for (const row of rows) clustered[row] = 1;
  const mean = new Float64Array(cols);
  for (let row = 0; row < all; row++) {
    if (clustered[row] === 1) for (let col = 0; col < cols; col++) mean[col]! += data[row * cols + col]!;
  }
  return mean.map((sum) => sum / rows.length);
}
