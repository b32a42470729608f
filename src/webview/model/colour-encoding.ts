import type { Shown } from "../data/shown.ts";
import type { ColourEncoding, MapLabel } from "../map/encoding.ts";
import { groupClusters, groupNames } from "../map/place/grouping.ts";
import type { ColourBy } from "../panel/state/choices.ts";

/** What the map colours its points by. `model`: whose reconstruction error; without one, errors are unknown. */
export function colourEncoding(shown: Shown, colour: ColourBy, model: string | null): ColourEncoding {
  switch (colour) {
    case "cluster":
      return groupClusters(`cluster (${shown.clustering.label})`, shown.labels);
    case "genre":
      return groupNames("genre", shown.run.songs.genre);
    case "language":
      return groupNames("language", shown.run.songs.language);
    case "silhouette":
      return { kind: "numbers", title: "silhouette", values: shown.silhouette, better: "higher", scale: "diverging" };
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

/** The texts on the map: each cluster's number, its over-represented genre and its most telling words, largest first. */
export function clusterLabels({ clustering, labels }: Shown): MapLabel[] {
  return clustering.clusters
    .toSorted((a, b) => b.size - a.size)
    .map(({ id, terms, enriched }) => {
      const words = [...(enriched === null ? [] : [enriched.value]), ...terms.slice(0, 2)];
      const members = Array.from(labels.keys()).filter((song) => labels[song] === id);
      return { text: [String(id), ...words].join(" · "), members };
    })
    .filter(({ members }) => members.length > 0);
}
