/**
 * One way of summing the repulsion between all pairs of points in the plane: writes Σ_j q̃_ij² (y_i − y_j) of every point
 * into `forces` and returns Z = Σ_{i≠j} q̃_ij, with q̃_ij = 1 / (1 + |y_i − y_j|²). Both arrays are N × 2, row-major.
 */
export type Repulsion = (points: Float64Array, forces: Float64Array) => number;

/** All pairs, each once: O(N²). */
export const exactRepulsion: Repulsion = (points, forces) => {
  forces.fill(0);
  let half = 0;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i]!;
    const y = points[i + 1]!;
    let forceX = 0;
    let forceY = 0;
    for (let j = i + 2; j < points.length; j += 2) {
      const dx = x - points[j]!;
      const dy = y - points[j + 1]!;
      const q = 1 / (1 + dx * dx + dy * dy);
      half += q;
      const weight = q * q;
      forceX += weight * dx;
      forceY += weight * dy;
      forces[j]! -= weight * dx;
      forces[j + 1]! -= weight * dy;
    }
    forces[i]! += forceX;
    forces[i + 1]! += forceY;
  }
  return 2 * half;
};
