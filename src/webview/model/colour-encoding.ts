import type { Shown } from "../data/shown.ts";
import type { ColourEncoding, MapLabel } from "../map/encoding.ts";
import { groupClusters, groupNames } from "../map/place/grouping.ts";
import type { ColourBy, ViewChoice } from "../panel/state/choices.ts";
import { clusterWords } from "./tags.ts";

/**
 * What the map colours its points by.
 * @param tag the tag that `tag` colours by; one that the run has
 * @param scores of that tag; null while they are on their way
 * @param model whose reconstruction error; without one, errors are unknown
 */
export function colourEncoding(
  shown: Shown,
  colour: ColourBy,
  tag: string | null,
  scores: Float32Array | null,
  model: string | null,
): ColourEncoding {
  switch (colour) {
    case "cluster": {
      const tags = new Map(shown.clustering.clusters.map((cluster) => [cluster.id, cluster.tags ?? []]));
      const own = ownNames(shown);
      const nameOf = (id: number): string => [String(id), ...(own.get(id) ?? tags.get(id) ?? [])].join(" · ");
      return groupClusters(`cluster (${shown.clustering.label})`, shown.labels, nameOf);
    }
    case "genre":
      return groupNames("genre", shown.run.songs.genre);
    case "own label":
      return groupNames("own label", shown.own ?? { names: [""], codes: new Int32Array(shown.run.songCount) });
    case "language":
      return groupNames("language", shown.run.songs.language);
    case "silhouette":
      return { kind: "numbers", title: "silhouette", values: shown.silhouette, better: "higher", scale: "diverging" };
    case "co-assignment": {
      const values = shown.coAssignment ?? new Float32Array(shown.run.songCount).fill(NaN);
      const title = "co-assignment (share of its cluster with it, other seeds)";
      return { kind: "numbers", title, values, better: "higher", scale: "sequential" };
    }
    case "tag": {
      const values = scores ?? new Float32Array(shown.run.songCount).fill(NaN);
      return { kind: "numbers", title: `tag (${tag ?? "none"})`, values, better: null, scale: "sequential" };
    }
    case "error": {
      const label = shown.run.manifest.models.find(({ name }) => name === model)?.label ?? "no model";
      const values =
        (model === null ? undefined : shown.errors.get(model)) ?? new Float32Array(shown.run.songCount).fill(NaN);
      return {
        kind: "numbers",
        title: `reconstruction error (${label})`,
        values,
        better: "lower",
        scale: "sequential",
      };
    }
  }
}

/** What is coloured by now: clusters, where the run does not have the chosen tag, or one seed only. */
export function presentColour(shown: Shown, { colour, tag }: Pick<ViewChoice, "colour" | "tag">): ColourBy {
  if (colour === "co-assignment" && shown.coAssignment === null) return "cluster";
  if (colour === "own label" && !hasOwnLabels(shown)) return "cluster";
  return colour === "tag" && shown.tags?.names.includes(tag ?? "") !== true ? "cluster" : colour;
}

/** Has any song a label of the user's? */
export function hasOwnLabels({ own }: Pick<Shown, "own">): boolean {
  return (own?.names.length ?? 0) > 1;
}

/** The texts on the map: each cluster's number with what it is called, in fewer words where there is less room; largest first. */
export function clusterLabels({ clustering, labels, own }: Pick<Shown, "clustering" | "labels" | "own">): MapLabel[] {
  const names = ownNames({ labels, own });
  const members = songsByCluster(labels);
  return clustering.clusters
    .toSorted((a, b) => b.size - a.size)
    .map((cluster) => {
      const parts = [String(cluster.id), ...(names.get(cluster.id) ?? clusterWords(cluster))];
      return {
        texts: parts.map((_, less) => parts.slice(0, parts.length - less).join(" · ")),
        members: members(cluster.id),
      };
    })
    .filter(({ members: songs }) => songs.length > 0);
}

/** What the user calls clusters: the label that more than half of a cluster's songs have, which stays with them in every run. */
export function ownNames({ labels, own }: Pick<Shown, "labels" | "own">): ReadonlyMap<number, readonly string[]> {
  const names = new Map<number, readonly string[]>();
  if (own === null || own.names.length <= 1) return names;
  const sizes = new Map<number, number>();
  const counts = new Map<string, number>();
  labels.forEach((label, song) => {
    const code = own.codes[song]!;
    sizes.set(label, (sizes.get(label) ?? 0) + 1);
    if (label >= 0 && code > 0) counts.set(`${label} ${code}`, (counts.get(`${label} ${code}`) ?? 0) + 1);
  });
  for (const [key, count] of counts) {
    const [label, code] = key.split(" ").map(Number);
    if (2 * count > sizes.get(label!)!) names.set(label!, [own.names[code!]!]);
  }
  return names;
}

/** The songs of each cluster, ascending; one pass over all of them. */
function songsByCluster(labels: Int32Array): (cluster: number) => Uint32Array {
  const most = labels.reduce((highest, label) => Math.max(highest, label), -1);
  const starts = new Uint32Array(most + 2);
  for (const label of labels) if (label >= 0) starts[label + 1]! += 1;
  for (let cluster = 1; cluster < starts.length; cluster++) starts[cluster]! += starts[cluster - 1]!;
  const songs = new Uint32Array(starts.at(-1)!);
  const next = starts.slice();
  for (let song = 0; song < labels.length; song++) {
    const label = labels[song]!;
    if (label >= 0) songs[next[label]!++] = song;
  }
  return (cluster) => songs.subarray(starts[cluster] ?? songs.length, starts[cluster + 1] ?? songs.length);
}
