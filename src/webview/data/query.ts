import type { SongFilter, SongQuery, SongSort } from "../../shared/contract/scale/song-table.ts";
import type { Shown } from "./shown.ts";

/** What is asked of the engine about the songs of the shown clustering. */
export function queryOf(
  { representation, clustering }: Shown,
  sort: SongSort,
  filter: SongFilter,
  model: string | null,
): SongQuery {
  return { representation: representation.name, method: clustering.method, model, sort, filter, among: null };
}
