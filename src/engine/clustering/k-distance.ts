import { squaredDistance } from "../core/linalg.ts";
import type { Matrix } from "../core/matrix.ts";

/**
 * The distance of each row to its k-th nearest other row. Every pair is computed once; memory is rows · k.
 * Expects 1 ≤ k < rows.
 */
export function kthSmallestDistances(m: Matrix, k: number): Float64Array {
  const { rows, cols, data } = m;
  /** Per row its k smallest squared distances so far, ascending. */
  const smallest = new Float64Array(rows * k).fill(Infinity);
  for (let row = 0; row < rows; row++) {
    for (let other = row + 1; other < rows; other++) {
      const squared = squaredDistance(data, row * cols, data, other * cols, cols);
      insert(smallest, row * k, k, squared);
      insert(smallest, other * k, k, squared);
    }
  }
  return Float64Array.from({ length: rows }, (_, row) => Math.sqrt(smallest[row * k + k - 1]!));
}

function insert(smallest: Float64Array, start: number, k: number, value: number): void {
  let at = start + k - 1;
  if (value >= smallest[at]!) return;
  for (; at > start && smallest[at - 1]! > value; at--) smallest[at] = smallest[at - 1]!;
  smallest[at] = value;
}
