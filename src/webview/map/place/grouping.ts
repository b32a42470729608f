import type { CategoryEncoding, CategoryGroup } from "../encoding.ts";
import { UNKNOWN_LABEL } from "../../../shared/names.ts";

/** Groups that have a style of their own: eight colours in six shapes. The smallest beyond them share one. */
export const MAX_GROUPS = 48;

/** One of few names per song. */
export interface CodedNames {
  readonly names: readonly string[];
  /** Song → place in `names`. */
  readonly codes: Int32Array;
}

/** Groups songs by a column of names, the largest first; empty ones and `unknown` are unknown. */
export function groupNames(title: string, { names, codes }: CodedNames): CategoryEncoding {
  const keys = names.map((name) => {
    const trimmed = name.trim();
    return trimmed.toLowerCase() === "unknown" ? "" : trimmed;
  });
  const sizes = countOf(keys, codes);
  const sorted = bySize(sizes).filter((key) => key !== "");
  return encode(title, { keys, codes }, sizes, sorted, { key: "", label: UNKNOWN_LABEL, role: "unknown" });
}

/** Groups songs by cluster number, ascending; negative ones are noise. @param nameOf what a cluster is called in the legend */
export function groupClusters(
  title: string,
  labels: ArrayLike<number>,
  nameOf: (cluster: number) => string = String,
): CategoryEncoding {
  const places = new Map<number, number>();
  const codes = Int32Array.from(labels, (label) => {
    const cluster = Math.max(label, -1);
    const place = places.get(cluster) ?? places.size;
    places.set(cluster, place);
    return place;
  });
  const keys = Array.from(places.keys(), (cluster) => (cluster < 0 ? "" : String(cluster)));
  const sorted = keys.filter((key) => key !== "").sort((a, b) => Number(a) - Number(b));
  const noise = { key: "", label: "noise", role: "noise" } as const;
  const encoding = encode(title, { keys, codes }, countOf(keys, codes), sorted, noise);
  const groups = encoding.groups.map((group) =>
    group.role === "group" ? { ...group, label: nameOf(Number(group.key)) } : group,
  );
  return { ...encoding, groups };
}

/** Names by how many songs have each, the most frequent first. */
export function bySize(sizes: ReadonlyMap<string, number>): string[] {
  return [...sizes]
    .filter(([, size]) => size > 0)
    .sort(([a, sizeOfA], [b, sizeOfB]) => sizeOfB - sizeOfA || (a < b ? -1 : 1))
    .map(([name]) => name);
}

/** How many songs each key has; several codes may be of one key. */
export function countOf(keys: readonly string[], codes: Int32Array): Map<string, number> {
  const counts = new Uint32Array(keys.length);
  for (const code of codes) counts[code]! += 1;
  const sizes = new Map<string, number>();
  for (const [code, key] of keys.entries()) sizes.set(key, (sizes.get(key) ?? 0) + counts[code]!);
  return sizes;
}

/** @param rest the group of the songs whose key is empty */
function encode(
  title: string,
  { keys, codes }: { readonly keys: readonly string[]; readonly codes: Int32Array },
  sizes: ReadonlyMap<string, number>,
  sorted: readonly string[],
  rest: Pick<CategoryGroup, "key" | "label" | "role">,
): CategoryEncoding {
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
  const without = sizes.get("") ?? 0;
  if (without > 0) {
    positions.set("", groups.length);
    groups.push({ ...rest, size: without });
  }
  const groupOfCode = Uint16Array.from(keys, (key) => positions.get(key) ?? 0);
  return { kind: "categories", title, groups, groupOf: Uint16Array.from(codes, (code) => groupOfCode[code]!) };
}

/** The largest few, in the order they had. */
function largest(sorted: readonly string[], sizes: ReadonlyMap<string, number>, count: number): string[] {
  const kept = new Set(sorted.toSorted((a, b) => sizes.get(b)! - sizes.get(a)!).slice(0, count));
  return sorted.filter((key) => kept.has(key));
}
