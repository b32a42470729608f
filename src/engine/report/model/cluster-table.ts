import { formatNumber, formatShare } from "../../../shared/format.ts";
import { songTitle } from "../../../shared/names.ts";
import type { ReportContext } from "./context.ts";
import { shortList, sized } from "./label-groups.ts";
import type { Table } from "./report.ts";
import { listed, plainText, say } from "./sentence.ts";

/** What the clusters of the best clustering hold. */
export function clusterTable(context: ReportContext): Table | undefined {
  const { winner, view, category, shownLabels, tags, nameOf } = context;
  const representation = view.representations.find(({ name }) => name === winner?.rep);
  const clustering = representation?.clusterings.find(({ method }) => method === winner?.method);
  const drawn = context.drawn.find(({ name }) => name === winner?.rep)?.clusterings.find(({ method }) => method === winner?.method); // prettier-ignore
  if (representation === undefined || clustering === undefined || clustering.clusters.length === 0) return undefined;
  const own =
    drawn === undefined || shownLabels === null ? null : { labels: shownLabels, clusters: drawn.songClusters };
  const hasWords = clustering.clusters.some(({ terms }) => terms.length > 0);
  const shown = clustering.clusters.slice(0, MOST_CLUSTERS);
  const held = [
    ...(own !== null ? [`their most frequent ${category}`] : []),
    ...(hasWords ? ["the words that their lyrics have more than others"] : []),
    ...(tags === undefined ? [] : ["the tags that tell them from the other songs"]),
    "the song nearest to all others of the cluster",
  ];
  return {
    kind: "table",
    id: "clusters",
    title: tags === undefined ? "Clusters" : "Clusters by tags",
    caption: [say`The clusters of ${representation.label}, ${clustering.label}: ${listed(held, ", and ")}.`],
    columns: [
      { label: "cluster", numeric: true },
      { label: "songs", numeric: true },
      ...(own !== null ? [{ label: category, numeric: false }] : []),
      ...(hasWords ? [{ label: "words", numeric: false }] : []),
      ...(tags === undefined ? [] : [{ label: "tags", numeric: false, meaning: TAG_MEANING }]),
      { label: "typical song", numeric: false },
    ],
    rows: shown.map(({ id, size, terms, medoid }) => {
      const found = tags?.find(({ cluster }) => cluster === id)?.tags ?? [];
      const heard = found.map(({ name, mean, others }) => `${name} ${formatNumber(mean)} (${formatNumber(others)})`);
      return {
        cells: [
          { text: `${id}`, value: id },
          { text: formatNumber(size), value: size },
          ...(own === null ? [] : [{ text: frequent(own.labels, own.clusters, id, size) }]),
          ...(hasWords ? [{ text: terms.join(", ") || "–" }] : []),
          ...(tags === undefined ? [] : [{ text: heard.join(" · ") || "–" }]),
          { text: songTitle(nameOf(medoid)) },
        ],
      };
    }),
    notes: [
      ...(tags === undefined ? [] : [TAG_MEANING]),
      ...(shown.length < clustering.clusters.length ? [`${formatNumber(shown.length)} of ${formatNumber(clustering.clusters.length)} clusters.`] : []), // prettier-ignore
    ],
    wide: true,
  };
}

/** Clusters that the table has; a paper has no room for more. */
const MOST_CLUSTERS = 25;

const TAG_MEANING =
  "Tags, most telling first: the mean score in the cluster and, in parentheses, in the other songs; – where no tag does so by more than chance.";

/** `folk (92 %)`, `folk and hip hop (50 % each)`: the most frequent label of a cluster's songs, with all that are as frequent. */
function frequent(labels: readonly string[], clusters: Int32Array, id: number, size: number): string {
  const groups = sized(labels.filter((label, song) => clusters[song] === id && label !== ""));
  const [most] = groups;
  if (most === undefined) return "–";
  const first = groups.filter(([, count]) => count === most[1]).map(([label]) => label);
  return `${plainText(shortList(first))} (${formatShare(most[1] / size)}${first.length === 1 ? "" : " each"})`;
}
