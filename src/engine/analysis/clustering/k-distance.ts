import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packedRows } from "../packed-rows.ts";

/** The distance of each row to its k-th nearest other row, see {@link kthSmallestSquared}. */
export function kthSmallestDistances(m: Matrix, k: number): Float64Array {
  return kthSmallestSquared(m, k).map(Math.sqrt);
}

/**
 * The squared distance of each row to its k-th nearest other row. Every pair is computed once; memory is rows · k.
 * Expects 1 ≤ k < rows.
 */
export function kthSmallestSquared(m: Matrix, k: number): Float64Array {
  const { rows, cols } = m;
  const packed = packedRows(rows, cols);
  for (let row = 0; row < rows; row++) packed.put(row, m, row);
  const groups = packed.slots / GROUP;
  /** Per row its k smallest squared distances so far, ascending. */
  const smallest = new Float64Array(rows * k).fill(Infinity);
  for (let row = 0; row < rows; row++) {
    const squared = packed.squaredDistances(row, Math.floor(row / GROUP), groups);
    for (let other = row + 1; other < rows; other++) {
      insert(smallest, row * k, k, squared[other]!);
      insert(smallest, other * k, k, squared[other]!);
    }
  }
  return Float64Array.from({ length: rows }, (_, row) => smallest[row * k + k - 1]!);
}

function insert(smallest: Float64Array, start: number, k: number, value: number): void {
  let at = start + k - 1;
  if (value >= smallest[at]!) return;
  for (; at > start && smallest[at - 1]! > value; at--) smallest[at] = smallest[at - 1]!;
  smallest[at] = value;
}
