// What `report.html` carries for its script: the songs, and every map and clustering that the run has.

import type { WordIndex } from "./word-index.ts";

/** Songs above which a page carries a sample: more would make it larger than what mail and browsers like. */
export const MOST_PAGE_SONGS = 10_000;

/** Characters above which a page goes without its index of words: the songs with the longest lyrics would make it too large. */
export const MOST_INDEX_CHARACTERS = 2_500_000;

export interface PageData {
  /** Songs of the run; the columns below are shorter where the page has a sample. */
  readonly total: number;
  readonly songs: PageSongs;
  /** One; two in a comparison, whose songs are those that both runs have. */
  readonly sides: readonly PageSide[];
  /** Folders, relative to the page and with a slash at their end, in which paths of songs are looked for. */
  readonly folders: readonly string[];
}

/** One column per property, one entry per song. */
export interface PageSongs {
  readonly title: readonly string[];
  /** Relative to the workspace, with forward slashes; empty where a song has no file. */
  readonly audio: readonly string[];
  readonly genre: PageCodes;
  readonly language: PageCodes;
  /** The first line of the lyrics that says something; empty without. */
  readonly lyric: readonly string[];
  /** The words of titles, genres, languages and lyrics, folded; null where they would be too many. */
  readonly words: WordIndex | null;
}

/** One of few texts per song. */
export interface PageCodes {
  readonly names: readonly string[];
  /** Places in `names`. */
  readonly codes: readonly number[];
}

/** A run's maps; of a comparison one side's. */
export interface PageSide {
  /** Empty where there is one side only. */
  readonly title: string;
  readonly representations: readonly PageRepresentation[];
  /** Places of what is shown first. */
  readonly start: { readonly representation: number; readonly map: number; readonly clustering: number };
}

export interface PageRepresentation {
  readonly label: string;
  readonly maps: readonly PageMap[];
  readonly clusterings: readonly PageClustering[];
}

/** The largest coordinate: finer than a pixel of a map. */
export const POINT_RANGE = 4_095;

/** The coordinates of {@link PageMap}, x and y of each song in turn. */
export function unpackPoints(bytes: Uint8Array): Float32Array {
  const unit = POINT_RANGE + 1;
  const points = new Float32Array((2 * bytes.length) / 3);
  for (let song = 0; song < points.length / 2; song++) {
    const packed = bytes[3 * song]! + 256 * bytes[3 * song + 1]! + 65_536 * bytes[3 * song + 2]!;
    points[2 * song] = packed % unit;
    points[2 * song + 1] = Math.floor(packed / unit);
  }
  return points;
}

export interface PageMap {
  readonly label: string;
  /** How it was made and how far it can be trusted. */
  readonly facts: string;
  /** Three bytes a song, little endian, in base64: x + ({@link POINT_RANGE} + 1) · y, both axes in one unit. */
  readonly points: string;
}

export interface PageClustering {
  readonly label: string;
  /** One per song, −1 is noise: see packLabels, in base64. */
  readonly labels: string;
  /** What each cluster is called, by its number. */
  readonly names: readonly string[];
}

/** By what songs are coloured and filtered. */
export const PAGE_COLOURS = ["cluster", "genre", "language"] as const;
export type PageColour = (typeof PAGE_COLOURS)[number];

/** The names of a column, one per song. */
export function namesOf({ names, codes }: PageCodes): string[] {
  return codes.map((code) => names[code] ?? "");
}

/** Whether what a page carries is what its script reads: both come from one version, and a page may have been edited. */
export function isPageData(value: unknown): value is PageData {
  const { songs, sides, folders } = (value ?? {}) as Partial<PageData>;
  return Array.isArray(songs?.title) && Array.isArray(sides) && Array.isArray(folders);
}
