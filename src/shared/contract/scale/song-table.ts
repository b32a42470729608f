// The table of a run's songs as the engine gives it in pages: above SIZES.tableSongs songs nobody else holds all their texts.
import type { Tuning } from "../panel/tuning.ts";

/** What the table is sorted by; `error` is the reconstruction error of a network. */
export const SONG_COLUMNS = ["title", "language", "genre", "cluster", "silhouette", "error"] as const;
export type SongColumn = (typeof SONG_COLUMNS)[number];

/** How the table is sorted; `column` null: as the file has them. */
export interface SongSort {
  readonly column: SongColumn | null;
  readonly descending: boolean;
}

/** What songs are looked for; null and empty texts match all, a number filter that cannot be read as well. */
export interface SongFilter {
  /** Words that title, genre, language and lyrics have, whatever their case and accents. */
  readonly text: string;
  readonly language: string | null;
  readonly genre: string | null;
  /** −1 is noise. */
  readonly cluster: number | null;
  /** Such as `< 0.2`, `0.1–0.4`: shared/search/number-range.ts reads it. */
  readonly silhouette: string;
  readonly error: string;
}

/** The songs of a run that match, in an order. */
export interface SongQuery {
  /** Clusters and silhouettes are those of this clustering. */
  readonly representation: string;
  readonly method: string;
  /** With these parameters instead of the run's; `scored`: silhouettes are asked for as well. Left out: the run's own. */
  readonly tuned?: { readonly tuning: Tuning; readonly scored: boolean };
  /** The network whose errors are meant; null: none, all errors are undefined. */
  readonly model: string | null;
  /** Undefined numbers and empty texts come last whichever way it goes; ties keep the order of the file. */
  readonly sort: SongSort;
  readonly filter: SongFilter;
  /** Only songs of this set, such as the selected ones; null: all. */
  readonly among: SongSet | null;
}

/** A set of a run's songs: a bit per song, in base64; song `i` is bit `i & 7` (1, 2, 4 …) of byte `i >> 3`. */
export type SongSet = string;

/** Rows `from` to `from + count` of a {@link SongQuery}, from 0; `find`: a song whose row is wanted. */
export interface SongPageParams extends SongQuery {
  readonly from: number;
  /** At most {@link MOST_ROWS}. */
  readonly count: number;
  readonly find?: number;
}
export interface SongPage {
  /** Songs that match. */
  readonly total: number;
  readonly rows: readonly SongTexts[];
  /** The row of the song that was to be found; null if none was, or if it does not match. */
  readonly found: number | null;
}

/** A page has at most so many rows. */
export const MOST_ROWS = 1_000;

/** What the columns of a view's numbers do not say of a song. */
export interface SongTexts {
  readonly song: number;
  readonly filename: string;
  readonly language: string;
  readonly genre: string;
  /** Relative to the workspace, with forward slashes; empty without sound. */
  readonly audio: string;
  /** 1-based record of `lyrics.csv` at the time of the run. */
  readonly row: number;
}
