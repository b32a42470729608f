import { toHex } from "../../shared/figures/rgb.ts";
import type { Theme } from "../colour/theme.ts";
import type { CategoryEncoding } from "../map/encoding.ts";
import { groupClusters } from "../map/place/grouping.ts";
import { groupStyles } from "../map/render/looks.ts";

/** The CSS colour of each group of an encoding: the same as on the map. */
export function groupColours({ groups }: CategoryEncoding, theme: Theme): string[] {
  return groupStyles(groups, theme).map(({ colour }) => toHex(colour));
}

/** The CSS colour of each cluster by its number. */
export function clusterColours(labels: Int32Array, theme: Theme): ReadonlyMap<number, string> {
  const encoding = groupClusters("cluster", labels);
  const colours = groupColours(encoding, theme);
  const byLabel = new Map<number, string>();
  labels.forEach((label, song) => {
    if (!byLabel.has(label)) byLabel.set(label, colours[encoding.groupOf[song]!]!);
  });
  return byLabel;
}
