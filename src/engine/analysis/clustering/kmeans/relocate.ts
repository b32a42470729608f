import { squaredDistance } from "../../../core/linalg.ts";
import type { Matrix } from "../../../core/matrix.ts";

/**
 * Gives each empty cluster the row that is farthest from its own centre (scikit-learn's rule), taking it from the sum and
 * the size of the cluster it leaves. Nothing is moved where no row is off its centre: there are then fewer distinct rows
 * than clusters. `labels`, `sums` and `sizes` are changed in place.
 */
export function relocateEmpty(m: Matrix, centres: Matrix, labels: Int32Array, sums: Matrix, sizes: Float64Array): void {
  const empty = [...sizes.keys()].filter((cluster) => sizes[cluster] === 0);
  if (empty.length === 0) return;
  const { cols, data } = m;
  const distances = Float64Array.from(labels, (label, row) =>
    squaredDistance(data, row * cols, centres.data, label * cols, cols),
  );
  for (const cluster of empty) {
    let farthest = 0;
    for (let row = 1; row < m.rows; row++) if (distances[row]! > distances[farthest]!) farthest = row;
    if (distances[farthest] === 0) return;
    distances[farthest] = 0;
    const from = labels[farthest]!;
    // A cluster's last row would leave another empty cluster behind.
    if (sizes[from] === 1) continue;
    for (let col = 0; col < cols; col++) {
      const value = data[farthest * cols + col]!;
      sums.data[cluster * cols + col] = value;
      sums.data[from * cols + col]! -= value;
    }
    labels[farthest] = cluster;
    sizes[cluster] = 1;
    sizes[from]!--;
  }
}
