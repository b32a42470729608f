import { join } from "node:path";
import { VIEW } from "../../../shared/contract/result-files.ts";
import { projectionCaption, projectionLabel } from "../../../shared/contract/projections.ts";
import type { ViewCluster, ViewManifest, ViewRepresentation } from "../../../shared/contract/view.ts";
import { songTitle } from "../../../shared/names.ts";
import {
  MOST_INDEX_CHARACTERS,
  MOST_PAGE_SONGS,
  POINT_RANGE,
  type PageClustering,
  type PageCodes,
  type PageData,
  type PageMap,
  type PageRepresentation,
  type PageSongs,
} from "../../../shared/report-page/page-data.ts";
import { packLabels } from "../../../shared/report-page/packed-labels.ts";
import { indexWords, packLists, type WordIndex } from "../../../shared/report-page/word-index.ts";
import { VIEW_FILES } from "../../results/view/files.ts";
import { readWords } from "../../results/view/songs/search-songs.ts";
import { readNumbers, readSongColumns } from "../../results/view/songs/song-columns.ts";

/** Words that tell a cluster from the others, in its name. */
const MOST_WORDS = 2;

/**
 * What the page of a run carries for its script: all representations with a map, their maps and clusterings. Of more than
 * {@link MOST_PAGE_SONGS} songs so many, evenly spread over the table.
 *
 * @param folders where the page looks for songs, see {@link PageData}
 * @throws {LatentuneError} if a file of the run's view is missing or broken
 */
export async function readPageData(
  runFolder: string,
  view: ViewManifest,
  folders: readonly string[],
): Promise<PageData> {
  const rows = evenly(view.songCount, MOST_PAGE_SONGS);
  const drawn = view.representations.filter(({ projections }) => projections.length > 0);
  const representations: PageRepresentation[] = [];
  for (const representation of drawn) representations.push(await readMaps(runFolder, view, representation, rows));
  const { start } = view;
  const at = Math.max(
    0,
    drawn.findIndex(({ name }) => name === start.representation),
  );
  const placeOf = (found = -1): number => Math.max(0, found);
  return {
    total: view.songCount,
    songs: await readPageSongs(runFolder, view, rows),
    sides: [
      {
        title: "",
        representations,
        start: {
          representation: at,
          map: placeOf(drawn[at]?.projections.findIndex(({ method }) => method === start.projection)),
          clustering: placeOf(drawn[at]?.clusterings.findIndex(({ method }) => method === start.method)),
        },
      },
    ],
    folders,
  };
}

/** At most so many of the numbers below another, evenly spread. */
export function evenly(total: number, most: number): readonly number[] {
  const count = Math.min(total, most);
  return Array.from({ length: count }, (_, turn) => Math.floor((turn * total) / count));
}

/** The songs of these rows of a run's view. */
export async function readPageSongs(
  runFolder: string,
  view: ViewManifest,
  rows: readonly number[],
): Promise<PageSongs> {
  const columns = await readSongColumns(runFolder, view);
  if (columns !== undefined) {
    const { filename, audio, genre, language } = columns;
    return {
      title: rows.map((row) => songTitle(filename.at(row) ?? "")),
      audio: rows.map((row) => audio.at(row) ?? ""),
      genre: { names: genre.names, codes: rows.map((row) => genre.codes[row]!) },
      language: { names: language.names, codes: rows.map((row) => language.codes[row]!) },
      lyric: rows.map(() => ""),
      words: wordsOf(await readWords(columns.search, rows)),
    };
  }
  const songs = await VIEW_FILES.songs.read(join(runFolder, VIEW.folder));
  return {
    title: rows.map((row) => songTitle(songs.filename[row]!)),
    audio: rows.map((row) => songs.audio[row]!),
    genre: codesOf(rows.map((row) => songs.genre[row]!)),
    language: codesOf(rows.map((row) => songs.language[row]!)),
    lyric: rows.map((row) => songs.firstLyric[row]!),
    words: wordsOf(rows.map((row) => songs.search[row]!)),
  };
}

function wordsOf(texts: readonly string[]): WordIndex | null {
  const { words, lists } = indexWords(texts);
  const index = { words: words.join(" "), songs: Buffer.from(packLists(lists)).toString("base64") };
  return index.words.length + index.songs.length > MOST_INDEX_CHARACTERS ? null : index;
}

function codesOf(texts: readonly string[]): PageCodes {
  const places = new Map<string, number>();
  for (const text of texts) if (!places.has(text)) places.set(text, places.size);
  return { names: [...places.keys()], codes: texts.map((text) => places.get(text)!) };
}

async function readMaps(
  runFolder: string,
  { songCount }: ViewManifest,
  { label, projections, clusterings }: ViewRepresentation,
  rows: readonly number[],
): Promise<PageRepresentation> {
  const maps: PageMap[] = [];
  for (const { file, ...facts } of projections) {
    const points = await readNumbers(runFolder, file, 2 * songCount);
    const { method } = facts;
    maps.push({ label: projectionLabel(method), facts: projectionCaption(facts), points: packPoints(points, rows) });
  }
  const found: PageClustering[] = [];
  for (const clustering of clusterings) {
    const labels = await readNumbers(runFolder, clustering.labels, songCount);
    found.push({
      label: clustering.label,
      labels: Buffer.from(packLabels(rows.map((row) => labels[row]!))).toString("base64"),
      names: clusterNames(clustering.clusters),
    });
  }
  return { label, maps, clusterings: found };
}

type Range = readonly [min: number, max: number];

/** The coordinates of these rows as {@link PageMap} has them. @param ranges of both axes, by default of these rows */
export function packPoints(
  points: ArrayLike<number>,
  rows: readonly number[],
  [[minX, maxX], [minY, maxY]]: readonly [Range, Range] = rangesOf([[points, rows]]),
): string {
  const unit = POINT_RANGE / Math.max(maxX - minX, maxY - minY, Number.MIN_VALUE);
  const scale = Number.isFinite(unit) ? unit : 0;
  const packed = Buffer.alloc(3 * rows.length);
  for (const [place, row] of rows.entries()) {
    const x = Math.round(scale * (points[2 * row]! - minX));
    const y = Math.round(scale * (points[2 * row + 1]! - minY));
    packed.writeUIntLE(x + (POINT_RANGE + 1) * y, 3 * place, 3);
  }
  return packed.toString("base64");
}

/** The ranges of both axes over these rows of several maps. */
export function rangesOf(
  maps: readonly (readonly [points: ArrayLike<number>, rows: readonly number[]])[],
): [Range, Range] {
  const ranges = [0, 1].map((axis): Range => {
    let [min, max] = [Infinity, -Infinity];
    for (const [points, rows] of maps) {
      for (const row of rows) {
        min = Math.min(min, points[2 * row + axis]!);
        max = Math.max(max, points[2 * row + axis]!);
      }
    }
    return [min, max];
  });
  return [ranges[0]!, ranges[1]!];
}

/** `3 · calm, slow`: each cluster's number with the words that tell it from the others. */
export function clusterNames(clusters: readonly ViewCluster[]): string[] {
  const names: string[] = [];
  for (const { id, tags = [], terms, enriched } of clusters) {
    const words = tags.length > 0 ? tags : [...(enriched === null ? [] : [enriched.value]), ...terms];
    names[id] = [String(id), words.slice(0, MOST_WORDS).join(", ")].filter((part) => part !== "").join(" · ");
  }
  return Array.from(names, (name, id) => name || String(id)); // prettier-ignore
}
