import { greatest } from "../../shared/extremes.ts";
import { UNKNOWN_LABEL } from "../../shared/names.ts";
import { bySize, countOf, type CodedNames } from "../map/place/grouping.ts";

/** A cross table of songs: rows are clusters, columns are the values of a column of names. */
export interface Distribution {
  readonly clusters: readonly ClusterRow[];
  /** The largest first; songs without a value count as `unknown`, last. */
  readonly categories: readonly string[];
  /** The songs of a cluster that are of a category, ascending. @param row,column places in `clusters` and `categories` */
  members(row: number, column: number): Uint32Array;
  /** How many of some songs are in each cell, cluster by cluster. */
  countsOf(songs: readonly number[]): Uint32Array;
}

export interface ClusterRow {
  /** −1 is noise; it comes last. */
  readonly id: number;
  readonly size: number;
  /** Songs of each category. */
  readonly counts: readonly number[];
  /** Share of the most frequent category, 0 to 1. */
  readonly purity: number;
  /** Shannon entropy of the categories in bits: 0 if there is one only, log₂ of their number if all are equal. */
  readonly entropy: number;
}

/**
 * @param labels cluster of each song @param coded name of each song; empty is unknown
 * @param most columns at most: the smaller categories share the last but one, before the unknown; left out, all have their own
 */
export function distribution(labels: Int32Array, { names, codes }: CodedNames, most = Infinity): Distribution {
  const keys = names.map((name) => (name.trim() === "" ? UNKNOWN_LABEL : name.trim()));
  const sizes = countOf(keys, codes);
  const known = bySize(sizes).filter((name) => name !== UNKNOWN_LABEL);
  const own = known.length > most ? known.slice(0, most - 1) : known;
  const others = own.length < known.length ? [`${known.length - own.length} others`] : [];
  const categories = [...own, ...others, ...((sizes.get(UNKNOWN_LABEL) ?? 0) > 0 ? [UNKNOWN_LABEL] : [])];
  const columns = new Map(categories.map((name, column) => [name, column]));
  const columnOf = Int32Array.from(keys, (key) => columns.get(key) ?? own.length);
  let highest = -1;
  for (const label of labels) highest = Math.max(highest, label);
  // Noise comes behind the last cluster.
  const width = categories.length;
  const cellOf = (song: number): number => {
    const label = labels[song]!;
    return (label < 0 ? highest + 1 : label) * width + columnOf[codes[song]!]!;
  };
  const counts = new Uint32Array((highest + 2) * width);
  for (let song = 0; song < labels.length; song++) counts[cellOf(song)]! += 1;
  const ids = Array.from({ length: highest + 2 }, (_, id) => id).filter((id) =>
    counts.subarray(id * width, (id + 1) * width).some((count) => count > 0),
  );
  return {
    clusters: ids.map((id) => clusterRow(id > highest ? -1 : id, [...counts.subarray(id * width, (id + 1) * width)])),
    categories,
    members(row, column) {
      const cell = ids[row]! * width + column;
      const songs = new Uint32Array(counts[cell]!);
      let found = 0;
      for (let song = 0; song < labels.length; song++) if (cellOf(song) === cell) songs[found++] = song;
      return songs;
    },
    countsOf(songs) {
      const all = new Uint32Array(counts.length);
      for (const song of songs) all[cellOf(song)]! += 1;
      return Uint32Array.from(ids.flatMap((id) => [...all.subarray(id * width, (id + 1) * width)]));
    },
  };
}

function clusterRow(id: number, counts: readonly number[]): ClusterRow {
  const size = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.filter((count) => count > 0).map((count) => count / size);
  // Adding 0 turns the −0 of a single category into 0.
  const entropy = -shares.reduce((sum, share) => sum + share * Math.log2(share), 0) + 0;
  return { id, size, counts, purity: greatest(shares), entropy };
}
