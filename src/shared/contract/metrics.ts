/** What a metric means and which way is better; shown in reports, tables and on hover. */
export interface MetricColumn {
  readonly key: string;
  readonly label: string;
  readonly better: "higher" | "lower" | null;
  readonly meaning: string;
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
