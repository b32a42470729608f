import { secondColours } from "../colour/categorical.ts";
import type { Theme } from "../colour/theme.ts";
import type { CategoryEncoding } from "../map/encoding.ts";
import { groupClusters, groupNames, type CodedNames } from "../map/place/grouping.ts";
import { groupStyles } from "../map/render/looks.ts";
import type { MarkStyle } from "../map/render/scene.ts";
import type { ColourBy } from "../panel/state/choices.ts";

/**
 * What the map's palette stands for: what the map is coloured by, and clusters where that are numbers. Groups of anything
 * else have colours of their own, for one colour has one meaning on the screen.
 */
export function paletteOf(colour: ColourBy): "cluster" | "genre" | "language" {
  return colour === "genre" || colour === "language" ? colour : "cluster";
}

/** The marks of the categories of a distribution, by the names of all songs. */
export function categoryMarks(
  values: CodedNames,
  { categories }: { readonly categories: readonly string[] },
  asOnMap: boolean,
  theme: Theme,
): readonly MarkStyle[] {
  const encoding = groupNames("", values);
  const marks = groupMarks(encoding, theme, asOnMap);
  const [others] = groupStyles([{ key: "", label: "", size: 0, role: "other" }], theme);
  return categories.map((name) => marks[encoding.groups.findIndex(({ label }) => label === name)] ?? others!);
}

/** The mark of each group of an encoding: as on the map where that shows the same groups. */
export function groupMarks(
  { groups }: Pick<CategoryEncoding, "groups">,
  theme: Theme,
  asOnMap: boolean,
): readonly MarkStyle[] {
  return asOnMap ? groupStyles(groups, theme) : groupStyles(groups, theme, secondColours(theme.background));
}

/** The mark of each cluster by its number, as on a map that is coloured by clusters. */
export function clusterMarks(labels: Int32Array, theme: Theme): (cluster: number) => MarkStyle | undefined {
  const { groups } = groupClusters("cluster", labels);
  const marks = groupMarks({ groups }, theme, true);
  const markOf = new Map(groups.map(({ key, role }, group) => [role === "group" ? key : role, marks[group]!]));
  return (cluster) => markOf.get(cluster < 0 ? "noise" : String(cluster)) ?? markOf.get("other");
}
