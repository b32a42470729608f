import type { CategoryEncoding, CategoryGroup } from "../encoding.ts";

/** Groups that have a style of their own: eight colours in six shapes. The smallest beyond them share one. */
export const MAX_GROUPS = 48;

/** Groups songs by a column of names, the largest first; empty ones and `unknown` are unknown. */
export function groupNames(title: string, labels: readonly string[]): CategoryEncoding {
  const keys = labels.map((label) => {
    const trimmed = label.trim();
    return trimmed.toLowerCase() === "unknown" ? "" : trimmed;
  });
  const sorted = byFrequency(keys.filter((key) => key !== ""));
  return encode(title, keys, sorted, { key: "", label: "unknown", role: "unknown" });
}

/** Groups songs by cluster number, ascending; negative ones are noise. @param nameOf what a cluster is called in the legend */
export function groupClusters(
  title: string,
  labels: ArrayLike<number>,
  nameOf: (cluster: number) => string = String,
): CategoryEncoding {
  const keys = Array.from(labels, (cluster) => (cluster < 0 ? "" : String(cluster)));
  const sorted = [...countOf(keys).keys()].filter((key) => key !== "").sort((a, b) => Number(a) - Number(b));
  const encoding = encode(title, keys, sorted, { key: "", label: "noise", role: "noise" });
  const groups = encoding.groups.map((group) =>
    group.role === "group" ? { ...group, label: nameOf(Number(group.key)) } : group,
  );
  return { ...encoding, groups };
}

/** Each name once, the most frequent first. */
export function byFrequency(names: readonly string[]): string[] {
  return [...countOf(names)]
    .sort(([a, sizeOfA], [b, sizeOfB]) => sizeOfB - sizeOfA || (a < b ? -1 : 1))
    .map(([name]) => name);
}

/** @param rest the group of the songs whose key is empty */
function encode(
  title: string,
  keys: readonly string[],
  sorted: readonly string[],
  rest: Pick<CategoryGroup, "key" | "label" | "role">,
): CategoryEncoding {
  const sizes = countOf(keys);
  const styled = sorted.length > MAX_GROUPS ? largest(sorted, sizes, MAX_GROUPS - 1) : sorted;
  const own = new Set(styled);
  const others = sorted.filter((key) => !own.has(key));
  const groups: CategoryGroup[] = styled.map((key) => ({ key, label: key, size: sizes.get(key)!, role: "group" }));
  const positions = new Map(styled.map((key, position) => [key, position]));
  if (others.length > 0) {
    for (const key of others) positions.set(key, groups.length);
    const size = others.reduce((sum, key) => sum + sizes.get(key)!, 0);
    // No label can hold a line break at its start: they are trimmed.
    groups.push({ key: "\nother", label: `${others.length} others`, size, role: "other" });
  }
  const without = sizes.get("");
  if (without !== undefined) {
    positions.set("", groups.length);
    groups.push({ ...rest, size: without });
  }
  return { kind: "categories", title, groups, groupOf: Uint16Array.from(keys, (key) => positions.get(key)!) };
}

function countOf(keys: readonly string[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return sizes;
}

/** The largest few, in the order they had. */
function largest(sorted: readonly string[], sizes: ReadonlyMap<string, number>, count: number): string[] {
  const kept = new Set(sorted.toSorted((a, b) => sizes.get(b)! - sizes.get(a)!).slice(0, count));
  return sorted.filter((key) => kept.has(key));
}
