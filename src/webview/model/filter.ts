import type { Shown } from "../data/shown.ts";
import type { PanelFilter } from "../panel/state/choices.ts";
import { searchWords } from "../../shared/search/fold-text.ts";
import { inRange, parseRange } from "../../shared/search/number-range.ts";

/**
 * In a run whose texts are in memory. One byte per song: 1 where the filter does not match, so that it is dimmed. Null if the filter asks for nothing. A number
 * filter that cannot be read asks for nothing.
 */
export function dimmedSongs(shown: Shown, filter: PanelFilter, model: string | null): Uint8Array | null {
  const { songs, songCount } = shown.run;
  const { lists } = songs;
  const words = searchWords(filter.text);
  const silhouette = parseRange(filter.silhouette);
  const error = parseRange(filter.error);
  const errors = model === null ? undefined : shown.errors.get(model);
  const tests: ((song: number) => boolean)[] = [];
  if (words.length > 0 && lists !== null) {
    const { search } = lists;
    tests.push((song) => words.every((word) => search[song]!.includes(word)));
  }
  for (const column of ["language", "genre"] as const) {
    const { names, codes } = songs[column];
    const name = filter[column];
    const wanted = name === null ? -1 : names.indexOf(name);
    if (name !== null) tests.push((song) => codes[song] === wanted);
  }
  if (filter.own !== null) tests.push(hasOwn(shown, filter.own));
  if (filter.cluster !== null) tests.push((song) => shown.labels[song] === filter.cluster);
  if (filter.silhouette.trim() !== "" && silhouette !== undefined)
    tests.push((song) => inRange(shown.silhouette[song]!, silhouette));
  if (filter.error.trim() !== "" && error !== undefined && errors !== undefined)
    tests.push((song) => inRange(errors[song]!, error));
  if (tests.length === 0) return null;
  return Uint8Array.from({ length: songCount }, (_, song) => (tests.every((test) => test(song)) ? 0 : 1));
}

/** Borderline songs are nearer to another cluster than to their own: the filter of the silhouette that finds them. */
export const BORDERLINE = "< 0";

/** @param silhouettes NaN where none is known */
export function countOfBorderline(silhouettes: Float32Array): number {
  const range = parseRange(BORDERLINE)!;
  return silhouettes.reduce((count, value) => count + Number(inRange(value, range)), 0);
}

/** Songs that a filter leaves undimmed, ascending. */
export function matchingSongs(dimmed: Uint8Array): Uint32Array {
  const songs = new Uint32Array(dimmed.length);
  let count = 0;
  for (let song = 0; song < dimmed.length; song++) if (dimmed[song] === 0) songs[count++] = song;
  return songs.slice(0, count);
}

/** The songs of an order with those first that a filter leaves undimmed. */
export function matchesFirst(order: Uint32Array, dimmed: Uint8Array | null): Uint32Array {
  if (dimmed === null) return order;
  const rows = new Uint32Array(order.length);
  let row = 0;
  for (const dim of [0, 1]) for (const song of order) if (dimmed[song] === dim) rows[row++] = song;
  return rows;
}

/** How many songs a filter leaves undimmed. */
export function countOfMatching(dimmed: Uint8Array): number {
  let count = dimmed.length;
  for (const dim of dimmed) count -= dim;
  return count;
}

/** Does a filter ask for anything? A number filter that cannot be read does not. */
export function asksForSome({ text, language, genre, cluster, silhouette, error, own }: PanelFilter): boolean {
  const isRange = (range: string): boolean => range.trim() !== "" && parseRange(range) !== undefined;
  return text.trim() !== "" || (language ?? genre ?? cluster ?? own) !== null || isRange(silhouette) || isRange(error);
}

/** Whether a song has a label of the user's. */
export function hasOwn({ own }: Pick<Shown, "own">, label: string): (song: number) => boolean {
  const wanted = own?.names.indexOf(label) ?? -1;
  return (song) => wanted >= 0 && own!.codes[song] === wanted;
}
