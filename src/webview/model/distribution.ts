import { byFrequency } from "../map/place/grouping.ts";
import { greatest } from "../../shared/extremes.ts";

/** A cross table of songs: rows are clusters, columns are the values of a column of names. */
export interface Distribution {
  readonly clusters: readonly ClusterRow[];
  /** The largest first; songs without a value count as `unknown`, last. */
  readonly categories: readonly string[];
}

export interface ClusterRow {
  /** −1 is noise; it comes last. */
  readonly id: number;
  readonly size: number;
  /** Songs of each category, ascending. */
  readonly members: readonly (readonly number[])[];
  /** Share of the most frequent category, 0 to 1. */
  readonly purity: number;
  /** Shannon entropy of the categories in bits: 0 if there is one only, log₂ of their number if all are equal. */
  readonly entropy: number;
}

const UNKNOWN = "unknown";

/** @param labels cluster of each song @param values name of each song; empty is unknown */
export function distribution(labels: ArrayLike<number>, values: readonly string[]): Distribution {
  const names = values.map((value) => (value.trim() === "" ? UNKNOWN : value.trim()));
  const known = byFrequency(names.filter((name) => name !== UNKNOWN));
  const categories = names.includes(UNKNOWN) ? [...known, UNKNOWN] : known;
  const columnOf = new Map(categories.map((name, column) => [name, column]));
  const rows = new Map<number, number[][]>();
  names.forEach((name, song) => {
    const id = Math.max(labels[song]!, -1);
    const row = rows.get(id) ?? categories.map(() => []);
    row[columnOf.get(name)!]!.push(song);
    rows.set(id, row);
  });
  const clusters = [...rows]
    .sort(([a], [b]) => Number(a < 0) - Number(b < 0) || a - b)
    .map(([id, members]) => clusterRow(id, members));
  return { clusters, categories };
}

function clusterRow(id: number, members: readonly (readonly number[])[]): ClusterRow {
  const counts = members.map(({ length }) => length);
  const size = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.filter((count) => count > 0).map((count) => count / size);
  // Adding 0 turns the −0 of a single category into 0.
  const entropy = -shares.reduce((sum, share) => sum + share * Math.log2(share), 0) + 0;
  return { id, size, members, purity: greatest(shares), entropy };
}
