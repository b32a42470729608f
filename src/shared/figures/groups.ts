import { groupBy } from "../group-by.ts";
import { UNKNOWN_LABEL } from "../names.ts";
import { groupStyle, NOISE_STYLE, OTHER_STYLE, STYLE_COUNT, UNKNOWN_STYLE, type GroupStyle } from "./group-style.ts";

/** What songs are coloured by: a column of names (an empty one is unknown), or cluster numbers (−1 is noise). */
export type Grouping =
  | { readonly kind: "category"; readonly name: string; readonly labels: readonly string[] }
  | {
      readonly kind: "cluster";
      readonly name?: string;
      readonly labels: ArrayLike<number>;
      /** What each cluster is called, by its number; left out: its number. */
      readonly names?: readonly string[];
      /** Clusters of a picture beside this one, whose colours both share; they count when colours are given out. */
      readonly beside?: ArrayLike<number>;
    };

export interface Group {
  readonly label: string;
  /** Rows of its songs, ascending. */
  readonly members: readonly number[];
  readonly style: GroupStyle;
}

/**
 * The groups in the order of a legend: categories by size (then name), clusters by number; then what has no style of its
 * own: the smallest categories beyond the styles there are, unknown, noise. Equal labels give equal styles in every picture; clusters and categories have palettes of their own.
 */
export function groupsOf(grouping: Grouping): Group[] {
  const {
    regular,
    unknown = [],
    noise = [],
  } = grouping.kind === "category" ? byCategory(grouping.labels) : byCluster(grouping);
  const shown = regular.length > STYLE_COUNT ? largest(regular, STYLE_COUNT - 1) : regular;
  const rest = regular.filter((entry) => !shown.includes(entry));
  const groups = shown
    .map(({ label, members }, position): Group => ({ label, members, style: groupStyle(position, grouping.kind) }))
    .filter(({ members }) => members.length > 0);
  const add = (label: string, members: readonly number[], style: GroupStyle): void => {
    if (members.length > 0) groups.push({ label, members, style });
  };
  add(
    `${rest.length} others`,
    rest.flatMap(({ members }) => members).sort((a, b) => a - b),
    OTHER_STYLE,
  );
  add(UNKNOWN_LABEL, unknown, UNKNOWN_STYLE);
  add("noise", noise, NOISE_STYLE);
  return groups;
}

interface Entry {
  readonly label: string;
  readonly members: number[];
}
interface Entries {
  readonly regular: readonly Entry[];
  readonly unknown?: readonly number[] | undefined;
  readonly noise?: readonly number[] | undefined;
}

function byCategory(labels: readonly string[]): Entries {
  const rows = rowsOf(labels.map((label) => label.trim()).map((label) => (/^(unknown)?$/i.test(label) ? "" : label)));
  const unknown = rows.get("");
  rows.delete("");
  const regular = Array.from(rows, ([label, members]) => ({ label, members }));
  return { regular: regular.sort((a, b) => b.members.length - a.members.length || compare(a.label, b.label)), unknown };
}

function byCluster({ labels, names = [], beside = [] }: Grouping & { readonly kind: "cluster" }): Entries {
  const rows = rowsOf(Array.from(labels, (cluster) => Math.max(-1, cluster)));
  const noise = rows.get(-1);
  for (const cluster of Array.from(beside)) if (!rows.has(cluster)) rows.set(cluster, []);
  rows.delete(-1);
  const regular = [...rows]
    .sort(([a], [b]) => a - b)
    .map(([cluster, members]) => ({ label: names[cluster] ?? `${cluster}`, members }));
  return { regular, noise };
}

/** The rows of each value, ascending; values in order of first appearance. */
export function rowsOf<T>(values: readonly T[]): Map<T, number[]> {
  return groupBy(values.keys(), (row) => values[row]!);
}

/** The largest few entries, in the order they had. */
function largest(entries: readonly Entry[], count: number): Entry[] {
  const kept = new Set(entries.toSorted((a, b) => b.members.length - a.members.length).slice(0, count));
  return entries.filter((entry) => kept.has(entry));
}

/** By code unit: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
