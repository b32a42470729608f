import { groupStyle, NOISE_STYLE, OTHER_STYLE, STYLE_COUNT, UNKNOWN_STYLE, type GroupStyle } from "./colours.ts";

/** What songs are coloured by: a column of names (an empty one is unknown), or cluster numbers (−1 is noise). */
export type Grouping =
  | { readonly kind: "category"; readonly name: string; readonly labels: readonly string[] }
  | { readonly kind: "cluster"; readonly name?: string; readonly labels: ArrayLike<number> };

export interface Group {
  readonly label: string;
  /** Rows of its songs, ascending. */
  readonly members: readonly number[];
  readonly style: GroupStyle;
}

/**
 * The groups in the order of a legend: categories by size (then name), clusters by number; then what has no style of its
 * own: the smallest categories beyond the styles there are, unknown, noise. Equal labels give equal styles in every picture.
 */
export function groupsOf(grouping: Grouping): Group[] {
  const { regular, unknown, noise } =
    grouping.kind === "category" ? byCategory(grouping.labels) : byCluster(grouping.labels);
  const shown = regular.length > STYLE_COUNT ? largest(regular, STYLE_COUNT - 1) : regular;
  const rest = regular.filter((entry) => !shown.includes(entry));
  const groups = shown.map(({ label, members }, position): Group => ({ label, members, style: groupStyle(position) }));
  const add = (label: string, members: readonly number[], style: GroupStyle): void => {
    if (members.length > 0) groups.push({ label, members, style });
  };
  add(
    `${rest.length} others`,
    rest.flatMap(({ members }) => members).sort((a, b) => a - b),
    OTHER_STYLE,
  );
  add("unknown", unknown, UNKNOWN_STYLE);
  add("noise", noise, NOISE_STYLE);
  return groups;
}

interface Entry {
  readonly label: string;
  readonly members: number[];
}
interface Entries {
  readonly regular: readonly Entry[];
  readonly unknown: readonly number[];
  readonly noise: readonly number[];
}

function byCategory(labels: readonly string[]): Entries {
  const trimmed = labels.map((label) => label.trim());
  const isUnknown = (label: string): boolean => label === "" || label.toLowerCase() === "unknown";
  const unknown = trimmed.flatMap((label, row) => (isUnknown(label) ? [row] : []));
  const regular = collect(trimmed, (label) => (isUnknown(label) ? undefined : label));
  return {
    regular: regular.sort((a, b) => b.members.length - a.members.length || compare(a.label, b.label)),
    unknown,
    noise: [],
  };
}

function byCluster(labels: ArrayLike<number>): Entries {
  const numbers = Array.from(labels);
  const noise = numbers.flatMap((cluster, row) => (cluster < 0 ? [row] : []));
  const regular = collect(numbers, (cluster) => (cluster < 0 ? undefined : String(cluster)));
  return { regular: regular.sort((a, b) => Number(a.label) - Number(b.label)), unknown: [], noise };
}

function collect<T>(labels: readonly T[], labelOf: (label: T) => string | undefined): Entry[] {
  const entries = new Map<string, Entry>();
  labels.forEach((value, row) => {
    const label = labelOf(value);
    if (label === undefined) return;
    const entry = entries.get(label) ?? { label, members: [] };
    entry.members.push(row);
    entries.set(label, entry);
  });
  return [...entries.values()];
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
