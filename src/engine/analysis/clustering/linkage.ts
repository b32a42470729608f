import { type Matrix, matrix } from "../../core/matrix.ts";
import { disjointSets } from "./disjoint-sets.ts";

/**
 * A merge tree in scipy's linkage format: row s has the two merged clusters (0 … N−1 are rows, N + t is merge t; the lower
 * first), their distance, and the size of the merged cluster; distances ascend. N − 1 rows, 4 columns.
 */
export type Linkage = Matrix;

/** A merge of two clusters, each named by one of its rows. */
export interface Merge {
  readonly low: number;
  readonly high: number;
  readonly distance: number;
}

/** The tree of the merges of all rows, by distance; equal distances stay in the order in which they are given. */
export function linkageOf(merges: readonly Merge[], rows: number): Linkage {
  const sets = disjointSets(rows);
  /** Of the cluster whose lowest row it is: its number in the tree, and its size. */
  const numbers = Int32Array.from({ length: rows }, (_, row) => row);
  const sizes = new Float64Array(rows).fill(1);
  const tree = matrix(merges.length, 4);
  merges
    .toSorted((a, b) => a.distance - b.distance)
    .forEach(({ low, high, distance }, index) => {
      const [first, second] = [sets.rootOf(low), sets.rootOf(high)];
      const [a, b] = [numbers[first]!, numbers[second]!];
      const size = sizes[first]! + sizes[second]!;
      tree.data.set([Math.min(a, b), Math.max(a, b), distance, size], index * 4);
      sets.join(first, second);
      numbers[Math.min(first, second)] = rows + index;
      sizes[Math.min(first, second)] = size;
    });
  return tree;
}
