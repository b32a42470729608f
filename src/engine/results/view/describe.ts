import type { ViewClustering } from "../../../shared/contract/view.ts";
import { type SongTags, taggedClusters } from "../../analysis/describe/cluster-tags.ts";
import { clusterTerms } from "../../analysis/describe/cluster-terms.ts";
import { enrichedClasses } from "../../analysis/describe/enrichment.ts";
import type { Vocabulary } from "../../analysis/describe/vocabulary.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import type { ViewSourceSong } from "./source.ts";

/** What clusters are described by. */
export interface Described {
  readonly songs: readonly Pick<ViewSourceSong, "genre" | "language">[];
  readonly tags: SongTags | null;
  readonly vocabulary: Vocabulary;
}

/** Size, words, tags and labels of each cluster. @param medoids of each cluster */
export function describeClusters(
  { songs, tags, vocabulary }: Described,
  labels: Int32Array,
  medoids: Int32Array,
): ViewClustering["clusters"] {
  const count = medoids.length;
  const terms = clusterTerms(vocabulary, labels, count);
  const classes = { genre: songs.map(({ genre }) => genre), language: songs.map(({ language }) => language) };
  const enriched = enrichedClasses(classes, labels, count);
  const tagged = tags && taggedClusters(tags, labels);
  const sizes = new Int32Array(count);
  for (const label of labels) if (label >= 0) sizes[label]!++;
  return Array.from({ length: count }, (_, id) => ({
    id,
    size: sizes[id]!,
    medoid: medoids[id]!,
    terms: terms[id]!,
    ...(tagged && { tags: tagged[id]!.tags.map(({ name }) => name) }),
    enriched: enriched[id]!,
  }));
}

/** A row's numbers in these columns. */
export function metricsOf(row: MetricTableRow, columns: readonly string[]): ViewClustering["metrics"] {
  return Object.fromEntries(
    columns.map((column) => {
      const value = row.values[column];
      return [column, typeof value === "number" ? value : null];
    }),
  );
}
