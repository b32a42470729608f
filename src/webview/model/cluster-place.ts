import type { Shown } from "../data/shown.ts";

/** What is known about a song's place among the clusters. */
export interface ClusterPlace {
  readonly cluster: number;
  readonly size: number;
  readonly isMedoid: boolean;
  /** The cluster's most central song; null for noise. */
  readonly medoid: number | null;
  /** NaN where undefined. */
  readonly silhouette: number;
  /** −1 where there is no other cluster. */
  readonly next: number;
}

export function clusterPlace({ clustering, labels, silhouette, nextCluster }: Shown, song: number): ClusterPlace {
  const cluster = labels[song]!;
  const described = clustering.clusters.find(({ id }) => id === cluster);
  return {
    cluster,
    size: described?.size ?? labels.reduce((size, label) => size + Number(label === cluster), 0),
    isMedoid: described?.medoid === song,
    medoid: cluster < 0 ? null : (described?.medoid ?? null),
    silhouette: silhouette[song]!,
    next: nextCluster[song]!,
  };
}

/** A silhouette in words: how surely the song belongs to its cluster. */
export function silhouetteWords(silhouette: number): string {
  if (Number.isNaN(silhouette)) return "undefined here";
  if (silhouette < 0) return "nearer to the next cluster";
  if (silhouette < 0.1) return "on the border";
  return silhouette < 0.4 ? "loosely inside" : "well inside";
}
