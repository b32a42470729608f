import { NOISE, clusterCount, noiseCount } from "../clustering/labels.ts";
import type { Clustering } from "../clustering/cluster-representation.ts";
import { type Matrix, selectRows } from "../../core/matrix.ts";
import { type Agreement, agreement } from "./agreement.ts";
import { calinskiHarabasz, daviesBouldin } from "./dispersion.ts";
import type { Measured } from "./measured.ts";
import { type Silhouette, silhouette } from "./silhouette.ts";

/** Every index of one clustering of one representation. */
export interface ClusteringMetrics {
  readonly clustersFound: number;
  readonly noise: number;
  /** Over the rows that are not noise; `perRow` is null in the noise rows' places. */
  readonly silhouette: Measured;
  readonly silhouettePerRow: readonly (number | null)[];
  readonly daviesBouldin: Measured;
  readonly calinskiHarabasz: Measured;
  /** Noise counted as a cluster of its own. */
  readonly language: Agreement;
  readonly languageDropNoise: Agreement;
  readonly genre: Agreement;
  readonly genreDropNoise: Agreement;
}

export interface KnownClasses {
  readonly languages: readonly string[];
  /** Empty strings (unknown) are a class like any other, as in the reference. */
  readonly genres: readonly string[];
}

/** Measures one clustering with the reference's conventions: shape indices leave noise out, agreement is given both ways. */
export function measureClustering(
  matrix: Matrix,
  labels: Int32Array,
  { languages, genres }: KnownClasses,
): ClusteringMetrics {
  const kept = Array.from(labels.keys()).filter((row) => labels[row] !== NOISE);
  const clusters = kept.map((row) => labels[row]!);
  const points = kept.length === labels.length ? matrix : selectRows(matrix, kept);
  const shape = silhouette(points, clusters);
  const dropNoise = (classes: readonly string[]): Agreement =>
    agreement(
      kept.map((row) => classes[row]!),
      clusters,
    );
  return {
    clustersFound: clusterCount(labels),
    noise: noiseCount(labels),
    silhouette: shape.overall,
    silhouettePerRow: spread(shape, kept, labels.length),
    daviesBouldin: daviesBouldin(points, clusters),
    calinskiHarabasz: calinskiHarabasz(points, clusters),
    language: agreement(languages, labels),
    languageDropNoise: dropNoise(languages),
    genre: agreement(genres, labels),
    genreDropNoise: dropNoise(genres),
  };
}

/** One row of metrics_medium.csv; null is an empty cell. */
export interface MediumRow {
  readonly rep: string;
  readonly method: string;
  readonly k: number | null;
  readonly ARI: number | null;
  readonly silhouette: number | null;
  readonly davies_bouldin: number | null;
  readonly n_clusters_found: number;
  readonly eps: number | null;
  readonly min_samples: number | null;
  readonly n_noise: number | null;
}

/** The Medium task's columns; eps, min_samples and n_noise are DBSCAN's alone. */
export function mediumRow(rep: string, clustering: Clustering, metrics: ClusteringMetrics): MediumRow {
  const { method, algorithm, k, eps, minSamples } = clustering;
  return {
    rep,
    method,
    k,
    ARI: metrics.language.ari.value,
    silhouette: metrics.silhouette.value,
    davies_bouldin: metrics.daviesBouldin.value,
    n_clusters_found: metrics.clustersFound,
    eps,
    min_samples: minSamples,
    n_noise: algorithm === "dbscan" ? metrics.noise : null,
  };
}

type ClassColumns<Name extends string> = Readonly<
  Record<
    | `ARI_${Name}`
    | `NMI_${Name}`
    | `purity_${Name}`
    | `ARI_${Name}_dropNoise`
    | `NMI_${Name}_dropNoise`
    | `purity_${Name}_dropNoise`,
    number | null
  >
>;

/** One row of metrics_hard.csv; null is an empty cell. */
export interface HardRow extends ClassColumns<"language">, ClassColumns<"genre"> {
  readonly rep: string;
  readonly method: string;
  readonly k: number | null;
  readonly n_clusters_found: number;
  readonly n_noise: number;
  readonly silhouette: number | null;
  readonly davies_bouldin: number | null;
}

/** The Hard task's columns, in the file's order. */
export function hardRow(rep: string, clustering: Clustering, metrics: ClusteringMetrics): HardRow {
  const { language, languageDropNoise, genre, genreDropNoise } = metrics;
  return {
    rep,
    method: clustering.method,
    k: clustering.k,
    n_clusters_found: metrics.clustersFound,
    n_noise: metrics.noise,
    silhouette: metrics.silhouette.value,
    davies_bouldin: metrics.daviesBouldin.value,
    ARI_language: language.ari.value,
    NMI_language: language.nmi.value,
    purity_language: language.purity.value,
    ARI_language_dropNoise: languageDropNoise.ari.value,
    NMI_language_dropNoise: languageDropNoise.nmi.value,
    purity_language_dropNoise: languageDropNoise.purity.value,
    ARI_genre: genre.ari.value,
    NMI_genre: genre.nmi.value,
    purity_genre: genre.purity.value,
    ARI_genre_dropNoise: genreDropNoise.ari.value,
    NMI_genre_dropNoise: genreDropNoise.nmi.value,
    purity_genre_dropNoise: genreDropNoise.purity.value,
  };
}

function spread({ perRow }: Silhouette, kept: readonly number[], rows: number): (number | null)[] {
  const out = new Array<number | null>(rows).fill(null);
  if (perRow !== null) kept.forEach((row, at) => (out[row] = perRow[at]!));
  return out;
}
