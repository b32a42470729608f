import { categoricalColours, groupStyle, neutral } from "../colour/categorical.ts";
import { toHex } from "../../shared/figures/rgb.ts";
import type { Theme } from "../colour/theme.ts";
import type { CategoryEncoding } from "../map/encoding.ts";
import { groupClusters } from "../map/place/grouping.ts";

/** The CSS colour of each group of an encoding: the same as on the map. */
export function groupColours({ groups }: CategoryEncoding, { background, highContrast }: Theme): string[] {
  const colours = categoricalColours(background);
  return groups.map(({ role }, position) =>
    toHex(role === "group" ? groupStyle(position, colours, highContrast).colour : neutral(background)),
  );
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
