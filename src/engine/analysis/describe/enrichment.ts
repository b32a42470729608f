import type { ViewCluster } from "../../../shared/contract/view.ts";
import { NOISE } from "../clustering/labels.ts";

/** A label that would be as frequent in a random cluster of this size more often than this is not over-represented. */
const LEVEL = 0.05;

/** A label of fewer of the cluster's songs does not describe it, however surprising it is. */
const LEAST_SHARE = 1 / 3;

/** The columns in the order in which they are looked at. */
export interface Classes {
  readonly genre: readonly string[];
  readonly language: readonly string[];
}

/**
 * The genre, else the language, that is over-represented in each cluster: the most improbable one by the hypergeometric
 * test (one-sided, Fisher's exact test; 5 % each, not corrected for the number of labels, because it only describes the
 * cluster) that at least two and a third of the cluster's songs have. Unknown labels do not count.
 */
export function enrichedClasses(classes: Classes, labels: Int32Array, count: number): ViewCluster["enriched"][] {
  const table = logFactorials(labels.length);
  const candidates = (["genre", "language"] as const).map((column) => ({
    column,
    ...counted(classes[column], labels, count),
  }));
  return Array.from({ length: count }, (_, cluster) => {
    for (const { column, totals, inside, sizes } of candidates) {
      const size = sizes[cluster]!;
      const found = [...inside[cluster]!]
        .filter(([, songs]) => songs >= 2 && songs >= LEAST_SHARE * size)
        .map(([value, songs]) => ({
          value,
          songs,
          p: hypergeometricTail({ all: labels.length, marked: totals.get(value)!, drawn: size, hits: songs }, table),
        }))
        .filter(({ p }) => p < LEVEL)
        .sort((a, b) => a.p - b.p || b.songs - a.songs || (a.value < b.value ? -1 : 1));
      const [best] = found;
      if (best !== undefined) return { column, value: best.value, share: best.songs / size };
    }
    return null;
  });
}

interface Counted {
  readonly totals: ReadonlyMap<string, number>;
  readonly inside: readonly ReadonlyMap<string, number>[];
  readonly sizes: Int32Array;
}

function counted(values: readonly string[], labels: Int32Array, count: number): Counted {
  const totals = new Map<string, number>();
  const inside = Array.from({ length: count }, () => new Map<string, number>());
  const sizes = new Int32Array(count);
  labels.forEach((label, song) => {
    const value = values[song]!;
    if (label !== NOISE) sizes[label]!++;
    if (value === "") return;
    totals.set(value, (totals.get(value) ?? 0) + 1);
    if (label !== NOISE) inside[label]!.set(value, (inside[label]!.get(value) ?? 0) + 1);
  });
  return { totals, inside, sizes };
}

interface Draw {
  readonly all: number;
  readonly marked: number;
  readonly drawn: number;
  readonly hits: number;
}

/** P(X ≥ hits) when `drawn` of `all` songs are drawn of which `marked` have the label. */
export function hypergeometricTail({ all, marked, drawn, hits }: Draw, table = logFactorials(all)): number {
  const choose = (n: number, k: number): number => table[n]! - table[k]! - table[n - k]!;
  const ways = choose(all, drawn);
  const most = Math.min(marked, drawn);
  let sum = 0;
  for (let x = Math.max(hits, drawn - (all - marked)); x <= most; x++) {
    const term = Math.exp(choose(marked, x) + choose(all - marked, drawn - x) - ways);
    sum += term;
    // Behind the mode the terms fall faster and faster.
    if (term < 1e-18 * sum) break;
  }
  return Math.min(1, sum);
}

function logFactorials(n: number): Float64Array {
  const table = new Float64Array(n + 1);
  for (let value = 2; value <= n; value++) table[value] = table[value - 1]! + Math.log(value);
  return table;
}
