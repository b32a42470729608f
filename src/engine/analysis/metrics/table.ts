import { metricColumn } from "../../../shared/contract/metrics.ts";
import type { Cell } from "../../core/csv.ts";

/** One row of a metrics table, with the reason for every cell that is empty because it is undefined. */
export interface MetricTableRow {
  readonly rep: string;
  readonly method: string;
  readonly values: Readonly<Record<string, Cell>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/**
 * The best row of each representation: the highest of the first key, ties by the next; rows with fewer than two clusters
 * and rows where the key is undefined come last. Rows keep the table's order of representations.
 */
export function bestPerRepresentation(rows: readonly MetricTableRow[], keys: readonly string[]): MetricTableRow[] {
  const best = new Map<string, MetricTableRow>();
  for (const row of rows) {
    const sofar = best.get(row.rep);
    if (sofar === undefined || isBetter(row, sofar, keys)) best.set(row.rep, row);
  }
  return [...best.values()];
}

/** The best of some rows by the same rule; undefined for none. */
export function bestRow(rows: readonly MetricTableRow[], keys: readonly string[]): MetricTableRow | undefined {
  return rows.reduce<MetricTableRow | undefined>(
    (best, row) => (best === undefined || isBetter(row, best, keys) ? row : best),
    undefined,
  );
}

function isBetter(row: MetricTableRow, than: MetricTableRow, keys: readonly string[]): boolean {
  if (isPartition(row) !== isPartition(than)) return isPartition(row);
  for (const key of keys) {
    const sign = metricColumn(key)?.better === "lower" ? -1 : 1;
    const a = scoreOf(row, key, sign);
    const b = scoreOf(than, key, sign);
    if (a !== b) return a > b;
  }
  return false;
}

/** Noise only, or everything in one cluster, agrees with any labels by chance (ARI 0): it is never better than a partition. */
function isPartition({ values }: MetricTableRow): boolean {
  const found = values["n_clusters_found"];
  return typeof found !== "number" || found >= 2;
}

function scoreOf(row: MetricTableRow, key: string, sign: number): number {
  const value = row.values[key];
  return typeof value === "number" ? sign * value : Number.NEGATIVE_INFINITY;
}
