import { matchedClusters } from "../../../shared/contract/panel/comparison.ts";
import { projectionCaption, projectionLabel } from "../../../shared/contract/projections.ts";
import { packLabels } from "../../../shared/report-page/packed-labels.ts";
import { MOST_PAGE_SONGS, type PageData, type PageSide } from "../../../shared/report-page/page-data.ts";
import type { ComparedSource, ComparisonSource } from "../model/comparison/source.ts";
import { clusterNames, evenly, packPoints, rangesOf, readPageSongs } from "./page-songs.ts";

/**
 * What the page of a comparison carries for its script: the songs that both runs have, with both maps in one frame, and the
 * clusters of B by the numbers of those of A that they are paired with. Of more than {@link MOST_PAGE_SONGS} songs so many.
 *
 * @param folder of the run of A, absolute. @param folders where the page looks for songs, see {@link PageData}
 * @throws {LatentuneError} if a file of the run's view is missing or broken
 */
export async function readComparisonData(
  { a, b, songOfA, comparison }: ComparisonSource,
  folder: string,
  folders: readonly string[],
): Promise<PageData> {
  const all = Array.from(songOfA, (song, songB) => [song, songB] as const)
    .filter(([song]) => song >= 0)
    .sort(([song], [other]) => song - other);
  const pairs = evenly(all.length, MOST_PAGE_SONGS).map((place) => all[place]!);
  const rows = { a: pairs.map(([song]) => song), b: pairs.map(([, songB]) => songB) };
  const matched = matchedClusters(a.labels, b.labels, comparison.matches);
  const names: string[] = [];
  for (const [cluster, name] of matched.nameOf) names[cluster] = name;
  const frame = rangesOf([
    [a.points, rows.a],
    [b.points, rows.b],
  ]);
  const side = (
    title: string,
    { representation, clustering, points }: ComparedSource,
    songs: readonly number[],
    clusters: { readonly labels: Int32Array; readonly names: readonly string[] },
  ): PageSide => {
    const map = representation.projections.find(({ method }) => method === comparison.projection);
    const facts = map === undefined ? projectionLabel(comparison.projection) : projectionCaption(map);
    const labels = Buffer.from(packLabels(songs.map((song) => clusters.labels[song]!))).toString("base64");
    return {
      title,
      start: { representation: 0, map: 0, clustering: 0 },
      representations: [
        {
          label: representation.label,
          maps: [{ label: projectionLabel(comparison.projection), facts, points: packPoints(points, songs, frame) }],
          clusterings: [{ label: clustering.label, labels, names: Array.from(clusters.names, (name, id) => name || String(id)) }], // prettier-ignore
        },
      ],
    };
  };
  return {
    total: comparison.common,
    songs: await readPageSongs(folder, a.source.view, rows.a),
    sides: [
      side("A", a, rows.a, { labels: a.labels, names: clusterNames(a.clustering.clusters) }),
      side("B", b, rows.b, { labels: matched.labels, names }),
    ],
    folders,
  };
}
