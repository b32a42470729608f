import { TASKS, type Task } from "./settings.ts";

/** What is known of a metric before it is computed; its computation is the engine's (analysis/metrics). */
interface Metric {
  readonly label: string;
  readonly meaning: string;
  /** Default: higher. */
  readonly better?: "lower";
  /** The tasks whose metrics table has it; default: Medium and Hard. */
  readonly tasks?: readonly Task[];
  /** Left out of the report's tables and the command line's. */
  readonly detail?: true;
  /** Tested against permuted labels, by the statistic that orders partitions of the same sizes as the metric does. */
  readonly chance?: ChanceStatistic;
}

/** Pairs that are together in both groupings, or the information that these share. */
export type ChanceStatistic = "pairs" | "information";

/** Metrics that are computed from points and clusters. */
const SHAPE_METRICS = {
  silhouette: {
    label: "Silhouette",
    meaning: "How much closer songs are to their own cluster than to the next one, −1 to 1; noise is left out.",
    tasks: TASKS,
  },
  davies_bouldin: {
    label: "Davies–Bouldin",
    meaning: "Mean ratio of the spread of two clusters to their distance, 0 or more; noise is left out.",
    better: "lower",
  },
  calinski_harabasz: {
    label: "Calinski–Harabasz",
    meaning: "Variance between clusters over variance within them.",
    tasks: ["easy"],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** Metrics that are computed from clusters and known labels. */
const AGREEMENT_METRICS = {
  ARI: {
    label: "ARI",
    meaning: "Agreement of two groupings, pair by pair, corrected for chance: 1 is equal, 0 is chance.",
    chance: "pairs",
  },
  NMI: {
    label: "NMI",
    meaning: "Information that two groupings share, over their mean entropy, 0 to 1.",
    chance: "information",
    tasks: ["hard"],
  },
  purity: {
    label: "Purity",
    meaning: "Share of songs whose label is the most frequent one of their cluster, 0 to 1.",
    tasks: ["hard"],
  },
  AMI: {
    label: "AMI",
    meaning: "Information that two groupings share, corrected for chance: 1 is equal, 0 is chance.",
    chance: "information",
  },
  homogeneity: {
    label: "Homogeneity",
    meaning: "How much a song's cluster tells of its label, 0 to 1: 1 if every cluster has songs of one label only.",
    detail: true,
  },
  completeness: {
    label: "Completeness",
    meaning: "How much a song's label tells of its cluster, 0 to 1: 1 if all songs of a label are in one cluster.",
    detail: true,
  },
  v_measure: { label: "V-measure", meaning: "Harmonic mean of homogeneity and completeness, 0 to 1.", detail: true },
  fowlkes_mallows: {
    label: "Fowlkes–Mallows",
    meaning: "Geometric mean of the shares of pairs that are together in both groupings, 0 to 1.",
    detail: true,
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** What a method knows of its own model of the songs. */
const MODEL_METRICS = {
  bic: {
    label: "BIC",
    meaning:
      "Bayesian information criterion of a Gaussian mixture: its misfit and a price for its parameters, to compare numbers of clusters of one representation.",
    better: "lower",
    detail: true,
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type ModelMetric = keyof typeof MODEL_METRICS;
export type ShapeMetric = keyof typeof SHAPE_METRICS;
export type AgreementMetric = keyof typeof AGREEMENT_METRICS;
type AnyMetric = ModelMetric | ShapeMetric | AgreementMetric;

/** Every metric. Columns, headings, explanations and what is better derive from it. */
const METRICS: Readonly<Record<AnyMetric, Metric>> = { ...SHAPE_METRICS, ...AGREEMENT_METRICS, ...MODEL_METRICS };

/** The known labels of songs that clusters are compared with; `own`: the user's own, on request. */
export type LabelName = keyof typeof LABELS;

/** What songs' labels are called in a sentence. */
export const LABELS = { language: "language", genre: "genre", own: "own label" } as const;

/** A column of a metrics table. */
export interface TableColumn {
  /** As the file has it: `ARI_genre_dropNoise`. */
  readonly key: string;
  readonly label: string;
  readonly better: "higher" | "lower" | null;
  /** One sentence; empty where the label says it all. */
  readonly meaning: string;
}

interface ScoreColumn extends TableColumn {
  /** The label without the words about noise, for tables that say it once for all columns. */
  readonly shortLabel: string;
  /** Agreement may stand in a table twice: with noise as a cluster of its own, and without the noise. */
  readonly noise: "counted" | "left-out" | "both";
  /** The column of the score's chance; null where none is computed. Without noise it is that of the score with noise. */
  readonly chance: string | null;
}

/** A column that holds how often permuted labels reach a score. */
export interface ChanceColumn extends TableColumn {
  /** The score's column. */
  readonly of: string;
  readonly statistic: ChanceStatistic;
  readonly against: LabelName;
}

/** A column that holds how much clusters agree with known labels. */
export interface LabelColumn extends ScoreColumn {
  readonly metric: AgreementMetric;
  readonly against: LabelName;
}

/** A column that holds a metric. */
type MetricColumn =
  LabelColumn | (ScoreColumn & { readonly metric: ShapeMetric | ModelMetric; readonly against: null });

const OTHER_COLUMNS: readonly TableColumn[] = [
  ["rep", "Representation", ""],
  ["method", "Method", ""],
  ["dim", "dim", "Dimensions of the representation."],
  ["k", "k", "Clusters that were asked for; empty where the method finds their number."],
  ["n_clusters_found", "Clusters", "Clusters that were found."],
  [
    "n_noise",
    "Noise",
    "Songs that are in no cluster: scores of shape leave them out, agreement counts them as a cluster of its own.",
  ],
  ["seeds", "Seeds", "How many seeds the means and deviations are of."],
  [
    "stability",
    "Stability",
    "Mean adjusted Rand index of every two seeds' clusterings: 1 is the same clusters with every seed, 0 is chance.",
  ],
  ["eps", "eps", "Radius of DBSCAN, in standardised units."],
  [
    "min_samples",
    "min samples",
    "Songs that DBSCAN and HDBSCAN want near a song, the song itself counted, to call its surroundings dense.",
  ],
  ["n_own", "Labelled", "Songs with a label of your own: scores against own labels are of these alone."],
  ["leaks", "Leaks", "The label that the representation contains: its scores against that label say nothing."],
].map(([key, label, meaning]) => ({ key: key!, label: label!, better: null, meaning: meaning! }));

/** Columns that hold names rather than numbers. */
export const TEXT_COLUMNS: readonly string[] = ["rep", "method", "leaks"];

/** The reference's tables; columns of ours come after its own. */
export const REFERENCE_COLUMNS: Readonly<Record<Task, readonly string[]>> = {
  easy: ["method", "dim", "k", "silhouette", "calinski_harabasz"],
  medium: "rep method k ARI silhouette davies_bouldin n_clusters_found eps min_samples n_noise".split(" "),
  hard: [
    ..."rep method k n_clusters_found n_noise silhouette davies_bouldin".split(" "),
    ...hardColumns(["ARI", "NMI", "purity"]).map(({ key }) => key),
  ],
};

const SHAPE_KEYS = Object.keys(SHAPE_METRICS) as ShapeMetric[];
const MODEL_KEYS = Object.keys(MODEL_METRICS) as ModelMetric[];
const AGREEMENT_KEYS = Object.keys(AGREEMENT_METRICS) as AgreementMetric[];

const MEDIUM_COLUMNS = mediumColumns(AGREEMENT_KEYS);
const HARD_COLUMNS = hardColumns(AGREEMENT_KEYS);
const OWN_LABEL_COLUMNS = labelColumns(["own"], AGREEMENT_KEYS);

/** The columns of scores against the user's own labels, in the order of the file: they stand behind all others of a table. */
export const OWN_COLUMNS: readonly string[] = [
  "n_own",
  ...OWN_LABEL_COLUMNS.map(({ key }) => key),
  ...chanceColumns(OWN_LABEL_COLUMNS).map(({ key }) => key),
];

/** Every column that any metrics table can have, by its name. */
const COLUMNS: ReadonlyMap<string, TableColumn | MetricColumn | ChanceColumn> = new Map(
  [
    ...OTHER_COLUMNS,
    ...[...SHAPE_KEYS, ...MODEL_KEYS].map((metric): MetricColumn => ({ ...columnOf(metric), against: null })),
    ...MEDIUM_COLUMNS,
    ...HARD_COLUMNS,
    ...OWN_LABEL_COLUMNS,
    ...chanceColumns([...MEDIUM_COLUMNS, ...HARD_COLUMNS, ...OWN_LABEL_COLUMNS]),
  ].map((column) => [column.key, column]),
);

/** The columns of each task's metrics table, in the order of the file; with own labels {@link metricTable} has more. */
export const METRIC_TABLES: Readonly<Record<Task, readonly string[]>> = {
  easy: tableOf("easy", () => []),
  medium: tableOf("medium", mediumColumns),
  hard: [...tableOf("hard", hardColumns), "leaks"],
};

/** The columns of a task's metrics table. @param own with scores against the user's own labels */
export function metricTable(task: Task, own: boolean): readonly string[] {
  return own ? [...METRIC_TABLES[task], ...OWN_COLUMNS] : METRIC_TABLES[task];
}

/** The scores that the report's tables and the command line show. @param own see {@link metricTable} */
export function overviewColumns(task: Task, own = false): string[] {
  return metricTable(task, own).filter((key) => {
    const column = metricColumn(key);
    return column !== undefined && column.noise !== "left-out" && METRICS[column.metric].detail !== true;
  });
}

/** Whether a column is for who looks closer: a score that overviews leave out, or the chance of one. */
export function isDetail(key: string): boolean {
  const column = metricColumn(key);
  return chanceColumn(key) !== undefined || (column !== undefined && METRICS[column.metric].detail === true);
}

/** The column of a metric by its name in a table; undefined for columns that are no score (`k`, `n_noise` …). */
export function metricColumn(key: string): MetricColumn | undefined {
  const column = COLUMNS.get(key);
  return column !== undefined && "metric" in column ? column : undefined;
}

/** The column of a score's chance by its name; undefined for any other column. */
export function chanceColumn(key: string): ChanceColumn | undefined {
  const column = COLUMNS.get(key);
  return column !== undefined && "statistic" in column ? column : undefined;
}

/** Any column by its name; a name that no table of today has is its own label. */
export function tableColumn(key: string): TableColumn {
  return COLUMNS.get(key) ?? { key, label: key, better: null, meaning: "" };
}

/** Whether two columns hold the same metric, with and without noise. */
export function isTwin(a: string, b: string): boolean {
  const [one, other] = [metricColumn(a), metricColumn(b)];
  return one !== undefined && one.metric === other?.metric && one.against === other.against;
}

function tableOf(task: Task, columns: (metrics: readonly AgreementMetric[]) => readonly LabelColumn[]): string[] {
  const isOfTask = (metric: AnyMetric): boolean => (METRICS[metric].tasks ?? ["medium", "hard"]).includes(task);
  const agreement = columns(AGREEMENT_KEYS.filter(isOfTask));
  const ours = [...SHAPE_KEYS.filter(isOfTask), ...agreement.map(({ key }) => key), ...MODEL_KEYS.filter(isOfTask)];
  return [...new Set([...REFERENCE_COLUMNS[task], ...ours, ...chanceColumns(agreement).map(({ key }) => key)])];
}

/** A metric's column under its plain name. */
function columnOf<Key extends AnyMetric>(metric: Key): ScoreColumn & { readonly metric: Key } {
  const { label, better = "higher", meaning } = METRICS[metric];
  return { key: metric, label, shortLabel: label, better, meaning, noise: "both", chance: null, metric };
}

/** Medium compares with the language alone, noise being a cluster of its own: its columns have the metrics' plain names. */
function mediumColumns(metrics: readonly AgreementMetric[]): LabelColumn[] {
  return metrics.map((metric) => ({ ...columnOf(metric), against: "language", chance: chanceKey(metric, metric) }));
}

function hardColumns(metrics: readonly AgreementMetric[]): LabelColumn[] {
  return labelColumns(["language", "genre"], metrics);
}

/** Columns that name their label, each with noise as a cluster of its own and without the noise. */
function labelColumns(labels: readonly LabelName[], metrics: readonly AgreementMetric[]): LabelColumn[] {
  return labels.flatMap((against) =>
    (["counted", "left-out"] as const).flatMap((noise) =>
      metrics.map((metric) => {
        const column = columnOf(metric);
        const key = `${metric}_${against}${noise === "counted" ? "" : "_dropNoise"}`;
        const shortLabel = `${column.label} ${LABELS[against]}`;
        const label = noise === "counted" ? shortLabel : `${shortLabel} (without noise)`;
        const chance = chanceKey(metric, `${metric}_${against}`);
        return { ...column, key, label, shortLabel, against, noise, chance };
      }),
    ),
  );
}

function chanceKey(metric: AgreementMetric, column: string): string | null {
  return METRICS[metric].chance === undefined ? null : `${column}_p`;
}

/** The columns of the chance of those scores that are tested. */
function chanceColumns(columns: readonly LabelColumn[]): ChanceColumn[] {
  return columns.flatMap(({ key, label, metric, against, noise, chance }): ChanceColumn[] => {
    const { chance: statistic } = METRICS[metric];
    if (chance === null || statistic === undefined || noise === "left-out") return [];
    const meaning =
      "Share of 1,000 permutations of the labels (fewer above 5,000 songs) that reach the score before it: chance reaches it where this is above 0.05.";
    return [{ key: chance, label: `p of ${label}`, better: null, meaning, of: key, statistic, against }];
  });
}
