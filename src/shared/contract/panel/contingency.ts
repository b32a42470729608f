import type { Comparison } from "./comparison.ts";

/** Clusters that are listed on a side; of more the largest are. */
const MOST_LISTED = 24;

export interface Contingency {
  /** Clusters of A, ascending, noise last. */
  readonly rows: readonly number[];
  /** Clusters of B: those that are matched stand under their row's place, then the others, noise last. */
  readonly columns: readonly number[];
  readonly countOf: (a: number, b: number) => number;
  readonly isMatched: (a: number, b: number) => boolean;
  /** Clusters of A and of B that are too many to be listed. */
  readonly left: { readonly a: number; readonly b: number };
}

export function contingencyOf(
  { cells, matches }: Pick<Comparison, "cells" | "matches">,
  mostListed = MOST_LISTED,
): Contingency {
  const counts = new Map(cells.map(({ a, b, count }) => [`${a} ${b}`, count]));
  const partner = new Map(matches);
  const [ofA, ofB] = [sizesOf(cells, "a"), sizesOf(cells, "b")];
  const rows = largest(ofA, mostListed).sort(noiseLast);
  const matched = rows.flatMap((row) => partner.get(row) ?? []);
  const others = largest(ofB, mostListed)
    .filter((column) => !matched.includes(column))
    .sort(noiseLast);
  const columns = [...matched, ...others];
  return {
    rows,
    columns,
    countOf: (a, b) => counts.get(`${a} ${b}`) ?? 0,
    isMatched: (a, b) => (a < 0 && b < 0) || partner.get(a) === b,
    left: { a: ofA.size - rows.length, b: ofB.size - columns.length },
  };
}

function sizesOf(cells: Comparison["cells"], side: "a" | "b"): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>();
  for (const cell of cells) sizes.set(cell[side], (sizes.get(cell[side]) ?? 0) + cell.count);
  return sizes;
}

function largest(sizes: ReadonlyMap<number, number>, count: number): number[] {
  return [...sizes.keys()].sort((a, b) => sizes.get(b)! - sizes.get(a)! || noiseLast(a, b)).slice(0, count);
}

function noiseLast(a: number, b: number): number {
  return Number(a < 0) - Number(b < 0) || a - b;
}
