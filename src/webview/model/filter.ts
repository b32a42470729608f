import type { Shown } from "../data/shown.ts";
import type { SongFilter } from "../../shared/contract/scale/song-table.ts";
import { foldText, searchWords } from "../../shared/search/fold-text.ts";
import { inRange, parseRange } from "../../shared/search/number-range.ts";

/**
 * One byte per song: 1 where the filter does not match, so that it is dimmed. Null if the filter asks for nothing. A number
 * filter that cannot be read asks for nothing.
 */
export function dimmedSongs(shown: Shown, filter: SongFilter, model: string | null): Uint8Array | null {
  const { songs, titles, songCount } = shown.run;
  const words = searchWords(filter.text);
  const silhouette = parseRange(filter.silhouette);
  const error = parseRange(filter.error);
  const errors = model === null ? undefined : shown.errors.get(model);
  const tests: ((song: number) => boolean)[] = [];
  if (words.length > 0) {
    tests.push((song) => {
      const text = foldText(
        `${titles[song]!} ${songs.genre[song]!} ${songs.language[song]!} ${songs.firstLyric[song]!}`,
      );
      return words.every((word) => text.includes(word));
    });
  }
  if (filter.language !== null) tests.push((song) => songs.language[song] === filter.language);
  if (filter.genre !== null) tests.push((song) => songs.genre[song] === filter.genre);
  if (filter.cluster !== null) tests.push((song) => shown.labels[song] === filter.cluster);
  if (filter.silhouette.trim() !== "" && silhouette !== undefined)
    tests.push((song) => inRange(shown.silhouette[song]!, silhouette));
  if (filter.error.trim() !== "" && error !== undefined && errors !== undefined)
    tests.push((song) => inRange(errors[song]!, error));
  if (tests.length === 0) return null;
  return Uint8Array.from({ length: songCount }, (_, song) => (tests.every((test) => test(song)) ? 0 : 1));
}

/** Songs that a filter leaves undimmed, ascending. */
export function matchingSongs(dimmed: Uint8Array): number[] {
  const songs: number[] = [];
  dimmed.forEach((dim, song) => {
    if (dim === 0) songs.push(song);
  });
  return songs;
}
