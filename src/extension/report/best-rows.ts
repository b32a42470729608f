import { metricColumn } from "../../shared/contract/metrics.ts";

/** A row of a metrics table by its columns; null where undefined. */
export type MetricValues = Readonly<Record<string, number | string | null>>;

export interface BestRows {
  /** Index of the best row of all; null if no row has a score. */
  readonly overall: number | null;
  /** Indices of the best row of each representation. */
  readonly ofRepresentation: ReadonlySet<number>;
}

/**
 * The best row of each representation and of all, by the engine's rule: the first metric decides, the next break ties; rows with fewer than
 * two clusters, and rows without a score, come last.
 */
export function bestRows(rows: readonly MetricValues[], bestBy: readonly string[]): BestRows {
  const [first] = bestBy;
  const scored = (row: number): boolean => first !== undefined && typeof rows[row]![first] === "number";
  const best = new Map<unknown, number>();
  rows.forEach((row, index) => {
    const sofar = best.get(row["rep"]);
    if (sofar === undefined || isBetter(row, rows[sofar]!, bestBy)) best.set(row["rep"], index);
  });
  const ofRepresentation = [...best.values()].filter(scored);
  const overall = ofRepresentation.reduce<number | null>(
    (leader, row) => (leader === null || isBetter(rows[row]!, rows[leader]!, bestBy) ? row : leader),
    null,
  );
  return { overall, ofRepresentation: new Set(ofRepresentation) };
}

function isBetter(row: MetricValues, than: MetricValues, bestBy: readonly string[]): boolean {
  if (isPartition(row) !== isPartition(than)) return isPartition(row);
  for (const key of bestBy) {
    const sign = metricColumn(key)?.better === "lower" ? -1 : 1;
    const [a, b] = [scoreOf(row[key], sign), scoreOf(than[key], sign)];
    if (a !== b) return a > b;
  }
  return false;
}

function isPartition(row: MetricValues): boolean {
  const found = row["n_clusters_found"];
  return typeof found !== "number" || found >= 2;
}

function scoreOf(value: number | string | null | undefined, sign: number): number {
  return typeof value === "number" ? sign * value : Number.NEGATIVE_INFINITY;
}
