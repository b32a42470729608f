import { toHex } from "../../shared/figures/rgb.ts";
import type { Theme } from "../colour/theme.ts";
import type { CategoryEncoding } from "../map/encoding.ts";
import { groupClusters, groupNames, type CodedNames } from "../map/place/grouping.ts";
import { groupStyles } from "../map/render/looks.ts";

/** The CSS colour of each group of an encoding: the same as on the map. */
export function groupColours({ groups }: Pick<CategoryEncoding, "groups">, theme: Theme): string[] {
  return groupStyles(groups, theme).map(({ colour }) => toHex(colour));
}

/** The CSS colour of each category of a distribution, by the names of all songs. */
export function categoryColours(values: CodedNames, categories: readonly string[], theme: Theme): string[] {
  const encoding = groupNames("", values);
  const colours = groupColours(encoding, theme);
  const others = colours[encoding.groups.findIndex(({ role }) => role === "other")] ?? colours[0]!;
  return categories.map((name) => colours[encoding.groups.findIndex(({ label }) => label === name)] ?? others);
}

/** The CSS colour of each cluster by its number. */
export function clusterColours(labels: Int32Array, theme: Theme): (cluster: number) => string | undefined {
  const { groups } = groupClusters("cluster", labels);
  const colours = groupColours({ groups }, theme);
  const colourOf = new Map(groups.map(({ key, role }, group) => [role === "group" ? key : role, colours[group]!]));
  return (cluster) => colourOf.get(cluster < 0 ? "noise" : String(cluster)) ?? colourOf.get("other");
}
