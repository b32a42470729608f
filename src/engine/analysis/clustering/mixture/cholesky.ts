import { type Matrix, matrix } from "../../../core/matrix.ts";

/**
 * The lower triangle L of a symmetric n × n matrix with L · Lᵀ = m; what is above m's diagonal is not looked at.
 * @returns null if the matrix is not positive definite to working precision
 */
export function cholesky(m: Matrix): Matrix | null {
  const n = m.rows;
  const lower = matrix(n, n);
  for (let row = 0; row < n; row++) {
    for (let col = 0; col <= row; col++) {
      const rest = m.data[row * n + col]! - dot(lower.data, row * n, lower.data, col * n, col);
      if (col < row) lower.data[row * n + col] = rest / lower.data[col * n + col]!;
      else if (!(rest > 0)) return null;
      else lower.data[row * n + row] = Math.sqrt(rest);
    }
  }
  return lower;
}

/**
 * ‖L⁻¹ · b‖² for the lower triangle of {@link cholesky}: bᵀ · m⁻¹ · b.
 * @param solved room for n values
 * @param most above it some number that is larger than it is returned, as soon as that is known
 */
export function squaredNormSolved(lower: Matrix, b: Float64Array, solved: Float64Array, most = Infinity): number {
  const n = lower.rows;
  let total = 0;
  for (let row = 0; row < n && !(total > most); row++) {
    const value = (b[row]! - dot(lower.data, row * n, solved, 0, row)) / lower.data[row * n + row]!;
    solved[row] = value;
    total += value * value;
  }
  return total;
}

/** Σ a[aStart + i] · b[bStart + i] for i < count, in four sums that grow side by side. */
function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, count: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < count; i += 4) {
    first += a[aStart + i]! * b[bStart + i]!;
    second += a[aStart + i + 1]! * b[bStart + i + 1]!;
    third += a[aStart + i + 2]! * b[bStart + i + 2]!;
    fourth += a[aStart + i + 3]! * b[bStart + i + 3]!;
  }
  for (; i < count; i++) first += a[aStart + i]! * b[bStart + i]!;
  return first + second + (third + fourth);
}
