import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";

/** Cluster labels per row, any integers; every value is a cluster of its own (leave noise out before, if it is none). */
export type Labels = ArrayLike<number>;

/** The rows of each cluster, side by side. */
export interface Partition {
  readonly count: number;
  /** Row indices, cluster after cluster, each cluster's in ascending order. */
  readonly rows: Uint32Array;
  /** Cluster c's rows are `rows[starts[c]]` … `rows[starts[c + 1] − 1]`; length count + 1. */
  readonly starts: Uint32Array;
}

/** @throws {LatentuneError} if there is not one label per row. */
export function partitionOf(m: Matrix, labels: Labels): Partition {
  if (labels.length !== m.rows) throw new LatentuneError(`There are ${labels.length} labels for ${m.rows} rows.`);
  const numbers = new Map<number, number>();
  const clusters = Uint32Array.from(labels, (label) => {
    const known = numbers.get(label);
    if (known !== undefined) return known;
    numbers.set(label, numbers.size);
    return numbers.size - 1;
  });
  const starts = new Uint32Array(numbers.size + 1);
  for (const cluster of clusters) starts[cluster + 1]!++;
  for (let cluster = 0; cluster < numbers.size; cluster++) starts[cluster + 1]! += starts[cluster]!;
  const next = starts.slice(0, numbers.size);
  const rows = new Uint32Array(m.rows);
  clusters.forEach((cluster, row) => (rows[next[cluster]!++] = row));
  return { count: numbers.size, rows, starts };
}

/** Why the indices of cluster shape are undefined for this many clusters of this many rows, or undefined if they are not. */
export function whyUndefined(clusters: number, rows: number): string | undefined {
  if (rows === 0) return "no row is in a cluster";
  if (clusters < 2) return "there is only one cluster";
  if (clusters >= rows) return "every row is a cluster of its own";
  return undefined;
}
