import { LatentuneError } from "../core/errors.ts";
import { type Matrix, matrix } from "../core/matrix.ts";

/** Cluster labels per row, any integers; every value is a cluster of its own. */
export type Labels = ArrayLike<number>;

/** The rows of each cluster, side by side. */
export interface Partition {
  readonly count: number;
  /** Row indices, cluster after cluster, each cluster's in ascending order. */
  readonly rows: Uint32Array;
  /** Cluster c's rows are `rows[starts[c]]` … `rows[starts[c + 1] − 1]`; length count + 1. */
  readonly starts: Uint32Array;
}

/**
 * Clusters numbered in order of first appearance.
 * @param none the label of rows in no cluster. @throws {LatentuneError} if there is not one label per row.
 */
export function partitionOf(m: Matrix, labels: Labels, none?: number): Partition {
  if (labels.length !== m.rows)
    throw new LatentuneError(`There are ${labels.length} labels for ${m.rows} rows.`, {
      remedy: "Give one label per row.",
    });
  const numbers = new Map<number, number>();
  const clusters = Int32Array.from(labels, (label) => {
    if (label === none) return -1;
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, numbers.size);
    return numbers.size - 1;
  });
  return partitionByNumber(clusters, numbers.size);
}

/** @param clusters per row a number of 0 … count − 1, or a negative one for a row in no cluster */
export function partitionByNumber(clusters: Int32Array, count: number): Partition {
  const starts = new Uint32Array(count + 1);
  for (const cluster of clusters) if (cluster >= 0) starts[cluster + 1]!++;
  for (let cluster = 0; cluster < count; cluster++) starts[cluster + 1]! += starts[cluster]!;
  const next = starts.slice(0, count);
  const rows = new Uint32Array(starts[count]!);
  clusters.forEach((cluster, row) => {
    if (cluster >= 0) rows[next[cluster]!++] = row;
  });
  return { count, rows, starts };
}

/** The mean of each cluster's rows; clusters × columns. Zeros for a cluster without a row. */
export function centroidsOf(m: Matrix, { count, rows, starts }: Partition): Matrix {
  const { cols } = m;
  const centroids = matrix(count, cols);
  for (let c = 0; c < count; c++) {
    for (let at = starts[c]!; at < starts[c + 1]!; at++) {
      for (let col = 0; col < cols; col++) centroids.data[c * cols + col]! += m.data[rows[at]! * cols + col]!;
    }
    const size = Math.max(1, starts[c + 1]! - starts[c]!);
    for (let col = 0; col < cols; col++) centroids.data[c * cols + col]! /= size;
  }
  return centroids;
}
