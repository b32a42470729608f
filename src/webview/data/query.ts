import type { SongQuery, SongSet, SongSort } from "../../shared/contract/scale/song-table.ts";
import { hasOwn } from "../model/filter.ts";
import type { PanelFilter } from "../panel/state/choices.ts";
import type { Shown } from "./shown.ts";

/** What is asked of the engine about the songs of the shown clustering; of the user's own labels it knows nothing. */
export function queryOf(
  shown: Shown,
  sort: SongSort,
  { own, ...filter }: PanelFilter,
  model: string | null,
): SongQuery {
  const { representation, clustering, run } = shown;
  const among = own === null ? null : songSetOf(run.songCount, hasOwn(shown, own));
  const names = { representation: representation.name, method: clustering.method };
  const tuned = shown.tuned && { tuning: shown.tuned.tuning, scored: shown.tuned.scored };
  return { ...names, ...(tuned && { tuned }), model, sort, filter, among };
}

/** A set of a run's songs. */
export function songSetOf(count: number, holds: (song: number) => boolean): SongSet {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  for (let song = 0; song < count; song++) if (holds(song)) bytes[song >> 3]! |= 1 << (song & 7);
  const characters: string[] = [];
  for (const byte of bytes) characters.push(String.fromCharCode(byte));
  return btoa(characters.join(""));
}
