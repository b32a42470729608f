import type { SongFilter, SongSet, SongSort } from "../../../../shared/contract/scale/song-table.ts";
import { searchWords } from "../../../../shared/search/fold-text.ts";
import { inRange, parseRange } from "../../../../shared/search/number-range.ts";
import { descendingKeys, keysOfNumbers, LAST_KEY, orderByKeys } from "./radix-order.ts";
import { BY_NAME } from "./places.ts";
import type { CodeColumn, SongColumns } from "./song-columns.ts";
import { countWords } from "./search-songs.ts";

/** The numbers of a clustering and a network, one for each song. */
export interface SongNumbers {
  /** −1 is noise. */
  readonly labels: ArrayLike<number>;
  /** NaN where undefined. */
  readonly silhouette: ArrayLike<number>;
  /** Null without a network that has errors. */
  readonly errors: ArrayLike<number> | null;
}

/** All songs in an order. Undefined numbers and empty texts come last whichever way it goes; ties keep the order of the file. */
export function songOrder(songs: SongColumns, numbers: SongNumbers, { column, descending }: SongSort): Uint32Array {
  const keys = column === null ? new Uint32Array(songs.count) : keysOf(songs, numbers, column);
  return orderByKeys(descending ? descendingKeys(keys) : keys);
}

function keysOf(
  { count, titleRank, language, genre }: SongColumns,
  { labels, silhouette, errors }: SongNumbers,
  column: NonNullable<SongSort["column"]>,
): Uint32Array {
  switch (column) {
    case "title":
      return new Uint32Array(titleRank);
    case "language":
      return keysOfCodes(language);
    case "genre":
      return keysOfCodes(genre);
    case "cluster":
      return Uint32Array.from(labels, (label) => (label < 0 ? LAST_KEY : label));
    case "silhouette":
      return keysOfNumbers(silhouette);
    case "error":
      return errors === null ? new Uint32Array(count).fill(LAST_KEY) : keysOfNumbers(errors);
  }
}

function keysOfCodes({ names, codes }: CodeColumn): Uint32Array {
  const sorted = names.filter((name) => name !== "").sort(BY_NAME.compare);
  const places = new Map(sorted.map((name, place) => [name, place]));
  const keys = names.map((name) => places.get(name) ?? LAST_KEY);
  const keyed = new Uint32Array(codes.length);
  for (let song = 0; song < codes.length; song++) keyed[song] = keys[codes[song]!]!;
  return keyed;
}

/** One byte per song: 1 where it matches. */
export async function matchingSongs(
  songs: SongColumns,
  { labels, silhouette, errors }: SongNumbers,
  filter: SongFilter,
  among: SongSet | null,
): Promise<Uint8Array> {
  const matches = new Uint8Array(songs.count).fill(1);
  const keep = (test: (song: number) => boolean): void => {
    for (let song = 0; song < matches.length; song++) if (matches[song] === 1 && !test(song)) matches[song] = 0;
  };
  if (among !== null) {
    const set = Buffer.from(among, "base64");
    keep((song) => ((set[song >> 3] ?? 0) & (1 << (song & 7))) !== 0);
  }
  keepCode(keep, songs.language, filter.language);
  keepCode(keep, songs.genre, filter.genre);
  if (filter.cluster !== null) keep((song) => labels[song] === filter.cluster);
  keepRange(keep, silhouette, filter.silhouette);
  if (errors !== null) keepRange(keep, errors, filter.error);
  const words = searchWords(filter.text);
  if (words.length > 0) {
    const found = await countWords(songs.search, words);
    keep((song) => found[song] === words.length);
  }
  return matches;
}

type Keep = (test: (song: number) => boolean) => void;

function keepCode(keep: Keep, { names, codes }: CodeColumn, name: string | null): void {
  if (name === null) return;
  const wanted = names.indexOf(name);
  keep((song) => codes[song] === wanted);
}

function keepRange(keep: Keep, numbers: ArrayLike<number>, text: string): void {
  const range = parseRange(text);
  if (range !== undefined) keep((song) => inRange(numbers[song]!, range));
}

/** A set of songs as the panel reads it. */
export function songSet(songs: Uint32Array, count: number): SongSet {
  const set = Buffer.alloc(Math.ceil(count / 8));
  for (const song of songs) set[song >> 3]! |= 1 << (song & 7);
  return set.toString("base64");
}
