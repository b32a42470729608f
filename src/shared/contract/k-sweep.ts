import { tableColumn, type TableColumn } from "./metrics.ts";

/** By what a number of clusters is judged in a k sweep. */
export const K_CRITERIA = ["silhouette", "davies_bouldin", "calinski_harabasz", "bic", "stability"] as const;
export type KCriterion = (typeof K_CRITERIA)[number];

const STABILITY: TableColumn = {
  key: "stability",
  label: "Stability",
  meaning:
    "How alike the clusters of random four fifths of the songs are: the mean ARI of each two on the songs of both.",
  better: "higher",
};

const BIC: TableColumn = {
  ...tableColumn("bic"),
  meaning: "Bayesian information criterion of K-Means' clusters as equally wide round normal distributions.",
};

/** What is said of a criterion. */
export function kCriterion(name: KCriterion): TableColumn {
  return name === "stability" ? STABILITY : name === "bic" ? BIC : tableColumn(name);
}

/** What K-Means with k clusters came to; null where it is undefined. */
export interface KSweepPoint extends Readonly<Record<KCriterion, number | null>> {
  readonly k: number;
}

/** Each song's distance to its neighbour that decides whether DBSCAN calls it a core song. */
export interface KDistances {
  readonly minSamples: number;
  /** Ascending, one per song, or where the panel asks so many of them that a curve is the same. */
  readonly distances: readonly number[];
  /** The radius at the curve's knee; null where there is none. */
  readonly eps: number | null;
  /** Why there is none. */
  readonly reason?: string;
}

/** A representation clustered with every number of clusters in a range. */
export interface KSweep {
  /** As in the metrics table. */
  readonly representation: string;
  /** For people. */
  readonly label: string;
  /** Songs that were swept: all, or a random sample of them. */
  readonly songs: number;
  readonly points: readonly KSweepPoint[];
  /**
   * The best number of clusters by each criterion, the largest of equals, among {@link mostClusters}. Null where there is none.
   */
  readonly best: Readonly<Record<KCriterion, number | null>>;
  readonly kDistance: KDistances;
}

/** The range of k that is swept; its upper end is cut to the songs less one. */
export const K_RANGE = { from: 2, to: 20, most: 1000 } as const;

/** The most clusters that are believed in: with two songs each on average. More make clusters of one song, which scores reward. */
export function mostClusters(songs: number): number {
  return Math.floor(songs / 2);
}

/** The range in which the number of clusters is chosen where neither a setting nor labels say it. */
export const CHOSEN_K: { readonly from: number; readonly to: number } = { from: 2, to: 12 };

/** The upper end of {@link CHOSEN_K} for so many songs; below its lower end for fewer than four, of which nothing is chosen. */
export function mostChosen(songs: number): number {
  return Math.min(CHOSEN_K.to, mostClusters(songs));
}
