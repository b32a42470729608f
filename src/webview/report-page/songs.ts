import { foldText, searchWords } from "../../shared/search/fold-text.ts";
import {
  namesOf,
  unpackPoints,
  type PageClustering,
  type PageColour,
  type PageData,
  type PageRepresentation,
  type PageSide,
} from "../../shared/report-page/page-data.ts";
import { unpackLabels } from "../../shared/report-page/packed-labels.ts";
import { bytesOf } from "./base64.ts";
import { wordFinder } from "./word-finder.ts";
import { placePoints } from "../../shared/report-page/song-map.ts";
import type { Grouping } from "../../shared/figures/groups.ts";

/** Which map and clustering a side shows: places in its lists. */
export interface SideChoice {
  readonly representation: number;
  readonly map: number;
  readonly clustering: number;
}

/** What lets a song through; null lets all through. */
export interface SongFilter {
  readonly cluster: number | null;
  readonly genre: string | null;
  readonly language: string | null;
  readonly search: string;
  /** Of a comparison: those alone that have another cluster in B. */
  readonly movedOnly: boolean;
}

export const NO_FILTER: SongFilter = { cluster: null, genre: null, language: null, search: "", movedOnly: false };

/** A clustering of a side with the cluster of each song; −1 is noise. */
export interface Clustering extends Omit<PageClustering, "labels"> {
  readonly labels: Int32Array;
}

/** The songs of the page with what is looked up often. */
export interface Songs {
  readonly count: number;
  readonly data: PageData;
  readonly genres: readonly string[];
  readonly languages: readonly string[];
  /** Which songs have a word, folded, or one that holds it. */
  readonly songsWith: (word: string) => ReadonlySet<number>;
}

export function songsOf(data: PageData): Songs {
  const { title, genre, language, words } = data.songs;
  const [genres, languages] = [namesOf(genre), namesOf(language)];
  const count = title.length;
  const texts =
    words === null ? title.map((name, song) => foldText(`${name} ${genres[song]!} ${languages[song]!}`)) : [];
  const all = Array.from(title.keys());
  const songsWith = words === null ? (word: string) => new Set(all.filter((song) => texts[song]!.includes(word))) : wordFinder(words); // prettier-ignore
  return { count, data, genres, languages, songsWith };
}

export function representationOf(side: PageSide, { representation }: SideChoice): PageRepresentation | undefined {
  return side.representations[representation];
}

export function clusteringOf(side: PageSide, choice: SideChoice): Clustering | undefined {
  const packed = representationOf(side, choice)?.clusterings[choice.clustering];
  if (packed === undefined) return undefined;
  const found = unpacked.get(packed) ?? { ...packed, labels: unpackLabels(bytesOf(packed.labels)) };
  unpacked.set(packed, found);
  return found;
}

/** Those that were looked at. */
const unpacked = new WeakMap<PageClustering, Clustering>();

/** The points of a side's map, in the view box. @param others maps that have the same frame */
export function pointsOf(side: PageSide, choice: SideChoice, others: readonly PageSide[]): Float32Array {
  const packed = (of: PageSide): Float32Array =>
    unpackPoints(bytesOf(representationOf(of, choice)?.maps[choice.map]?.points ?? ""));
  return placePoints(packed(side), Float32Array.from(others.flatMap((other) => [...packed(other)])));
}

/** What the songs of a side are coloured by; clusters of two sides that are paired have one colour. */
export function groupingOf(
  songs: Songs,
  sides: readonly PageSide[],
  choices: readonly SideChoice[],
  place: number,
  colour: PageColour,
): Grouping {
  const clusterings = sides.map((side, at) => clusteringOf(side, choices[at]!));
  const { labels = [], names = [] } = clusterings[place] ?? {};
  if (colour === "cluster") return { kind: "cluster", labels, names, beside: clusterings[1 - place]?.labels ?? [] };
  return { kind: "category", name: colour, labels: colour === "genre" ? songs.genres : songs.languages };
}

/** `3 · calm`, `noise`. */
export function clusterText(side: PageSide, choice: SideChoice, song: number): string {
  const { labels, names = [] } = clusteringOf(side, choice) ?? {};
  const cluster = labels?.[song];
  if (cluster === undefined) return "";
  return cluster < 0 ? "noise" : (names[cluster] ?? String(cluster));
}

/** Whether the filter lets a song through. */
export function passing(
  { data: { sides }, genres, languages, songsWith }: Songs,
  choices: readonly SideChoice[],
  { cluster, genre, language, search, movedOnly }: SongFilter,
): (song: number) => boolean {
  const found = searchWords(search).map(songsWith);
  const [labels, others] = sides.map((side, place) => clusteringOf(side, choices[place]!)?.labels);
  return (song) =>
    (cluster === null || labels?.[song] === cluster) &&
    (genre === null || genres[song] === genre) &&
    (language === null || languages[song] === language) &&
    (!movedOnly || labels?.[song] !== others?.[song]) &&
    found.every((songs) => songs.has(song));
}

/** The song nearest to a point of the view box; null where none is within reach. */
export function nearestSong(
  points: Float32Array,
  x: number,
  y: number,
  reach: number,
  isShown: (song: number) => boolean,
): number | null {
  let [best, least]: [number | null, number] = [null, reach * reach];
  for (let song = 0; song < points.length / 2; song++) {
    const distance = (points[2 * song]! - x) ** 2 + (points[2 * song + 1]! - y) ** 2;
    if (distance <= least && isShown(song)) [best, least] = [song, distance];
  }
  return best;
}
