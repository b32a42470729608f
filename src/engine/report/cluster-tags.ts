import { formatNumber } from "../../shared/format.ts";
import { winningRow } from "../../shared/best-row.ts";
import type { ClusteredRepresentation } from "../analysis/clustering/clustered.ts";
import { taggedClusters, type SongTags, type TaggedCluster } from "../analysis/describe/cluster-tags.ts";
import { escapeMarkdown, markdownTable } from "./markdown.ts";

/** The clusters of one clustering by their tags. */
export interface ReportTags {
  /** What was clustered, and how, for people: `MusiCNN, K-Means`. */
  readonly clustering: string;
  readonly clusters: readonly TaggedCluster[];
}

/** The best clustering of a run by its songs' tags; undefined where there are none, or none is best. */
export function reportTags(
  tags: SongTags | null,
  clustered: readonly ClusteredRepresentation[],
  bestBy: readonly string[],
): ReportTags | undefined {
  const rows = clustered.flatMap(({ representation, methods }) =>
    methods.map(({ row, label, labels }) => ({ ...row, clustering: `${representation.label}, ${label}`, labels })),
  );
  const best = winningRow(rows, bestBy);
  if (tags === null || best === undefined) return undefined;
  return { clustering: best.clustering, clusters: taggedClusters(tags, best.labels) };
}

/** What the best clustering's clusters sound like; empty in a run without tags. */
export function tagSection(tags: ReportTags | undefined): string {
  if (tags === undefined || tags.clusters.length === 0) return "";
  const body = tags.clusters.map(({ cluster, songs, tags: found }) => [
    `${cluster}`,
    `${songs}`,
    found
      .map(({ name, mean, others }) => `**${escapeMarkdown(name)}** ${formatNumber(mean)} (${formatNumber(others)})`)
      .join(" · ") || "–",
  ]);
  return [
    "## Clusters by tags",
    `${escapeMarkdown(tags.clustering)}. The tags that tell each cluster from the other songs, most telling first: the mean score in the cluster and, in parentheses, in the other songs; – where no tag does so by more than chance. All songs and clusterings: \`tags/\`.`,
    markdownTable(["cluster", "songs", "tags"], body, (column) => column < 2),
  ].join("\n\n");
}
