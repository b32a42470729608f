import type { Cell } from "../core/csv.ts";

/** What a metric means and which way is better; shown in reports and, later, on hover. */
export interface MetricColumn {
  readonly key: string;
  readonly label: string;
  readonly better: "higher" | "lower" | null;
  readonly meaning: string;
}

/** One row of a metrics table, with the reason for every cell that is empty because it is undefined. */
export interface MetricTableRow {
  readonly rep: string;
  readonly method: string;
  readonly values: Readonly<Record<string, Cell>>;
  readonly reasons: Readonly<Record<string, string>>;
}

const METRICS: readonly MetricColumn[] = [
  {
    key: "silhouette",
    label: "Silhouette",
    better: "higher",
    meaning: "How much closer songs are to their own cluster than to the next one, −1 to 1.",
  },
  {
    key: "davies_bouldin",
    label: "Davies–Bouldin",
    better: "lower",
    meaning: "Mean ratio of the spread of two clusters to their distance, 0 or more.",
  },
  {
    key: "calinski_harabasz",
    label: "Calinski–Harabasz",
    better: "higher",
    meaning: "Variance between clusters over variance within them.",
  },
  {
    key: "ARI",
    label: "ARI",
    better: "higher",
    meaning: "Agreement of two groupings, pair by pair, corrected for chance: 1 is equal, 0 is chance.",
  },
  {
    key: "NMI",
    label: "NMI",
    better: "higher",
    meaning: "Information that two groupings share, over their mean entropy, 0 to 1.",
  },
  {
    key: "purity",
    label: "Purity",
    better: "higher",
    meaning: "Share of songs whose label is the most frequent one of their cluster, 0 to 1.",
  },
];

/**
 * The description of a metrics column of our CSV files, such as `NMI_genre_dropNoise`; undefined for columns that are
 * no score (`k`, `n_noise` …).
 */
export function metricColumn(key: string): MetricColumn | undefined {
  const [base, label, noise] = key === "davies_bouldin" || key === "calinski_harabasz" ? [key] : key.split("_");
  const metric = METRICS.find((candidate) => candidate.key === base);
  if (metric === undefined) return undefined;
  const against = label === undefined ? "" : ` ${label}`;
  const without = noise === undefined ? "" : " (without noise)";
  return { ...metric, key, label: `${metric.label}${against}${without}` };
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
