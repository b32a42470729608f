import type { Repulsion } from "./repulsion/repulsion.ts";
import type { SparseMatrix } from "../../core/sparse.ts";

/**
 * The gradient of KL(e·P ‖ Q) as a function that writes 4 Σ_j (e·p_ij − q_ij) q̃_ij (y_i − y_j) of every point into `out`;
 * e is the exaggeration, 1 for t-SNE proper.
 */
export function createGradient(
  affinities: SparseMatrix,
  repulsion: Repulsion,
): (points: Float64Array, exaggeration: number, out: Float64Array) => void {
  const { rows, rowStarts, columns, values } = affinities;
  return (points, exaggeration, out) => {
    const total = repulsion(points, out);
    for (let row = 0; row < rows; row++) {
      const x = points[2 * row]!;
      const y = points[2 * row + 1]!;
      let attractionX = 0;
      let attractionY = 0;
      for (let k = rowStarts[row]!; k < rowStarts[row + 1]!; k++) {
        const column = 2 * columns[k]!;
        const dx = x - points[column]!;
        const dy = y - points[column + 1]!;
        const weight = values[k]! / (1 + dx * dx + dy * dy);
        attractionX += weight * dx;
        attractionY += weight * dy;
      }
      out[2 * row] = 4 * (exaggeration * attractionX - out[2 * row]! / total);
      out[2 * row + 1] = 4 * (exaggeration * attractionY - out[2 * row + 1]! / total);
    }
  };
}

/** KL(P ‖ Q) in nats. */
export function klDivergence(
  { rows, rowStarts, columns, values }: SparseMatrix,
  points: Float64Array,
  repulsion: Repulsion,
): number {
  const total = repulsion(points, new Float64Array(points.length));
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let k = rowStarts[row]!; k < rowStarts[row + 1]!; k++) {
      const p = values[k]!;
      if (p === 0) continue;
      const dx = points[2 * row]! - points[2 * columns[k]!]!;
      const dy = points[2 * row + 1]! - points[2 * columns[k]! + 1]!;
      sum += p * Math.log(p * total * (1 + dx * dx + dy * dy));
    }
  }
  return sum;
}
