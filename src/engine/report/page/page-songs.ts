import { join } from "node:path";
import { VIEW } from "../../../shared/contract/result-files.ts";
import { projectionCaption, projectionLabel } from "../../../shared/contract/projections.ts";
import type { ViewCluster, ViewManifest, ViewRepresentation } from "../../../shared/contract/view.ts";
import { songTitle } from "../../../shared/names.ts";
import {
  MOST_INDEX_CHARACTERS,
  MOST_PAGE_SONGS,
  type PageClustering,
  type PageCodes,
  type PageData,
  type PageMap,
  type PageRepresentation,
  type PageSongs,
} from "../../../shared/report-page/page-data.ts";
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
  const rows = shownRows(view.songCount);
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

function shownRows(songs: number): readonly number[] {
  const count = Math.min(songs, MOST_PAGE_SONGS);
  return Array.from({ length: count }, (_, turn) => Math.floor((turn * songs) / count));
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
      labels: rows.map((row) => labels[row]!),
      names: clusterNames(clustering.clusters),
    });
  }
  return { label, maps, clusterings: found };
}

/** The coordinates of these rows as {@link PageMap} has them. */
export function packPoints(points: ArrayLike<number>, rows: readonly number[]): string {
  const [minX, maxX] = rangeOf(points, rows, 0);
  const [minY, maxY] = rangeOf(points, rows, 1);
  const unit = 65_535 / Math.max(maxX - minX, maxY - minY, Number.MIN_VALUE);
  const scale = Number.isFinite(unit) ? unit : 0;
  const packed = Buffer.alloc(4 * rows.length);
  for (const [place, row] of rows.entries()) {
    packed.writeUInt16LE(Math.round(scale * (points[2 * row]! - minX)), 4 * place);
    packed.writeUInt16LE(Math.round(scale * (points[2 * row + 1]! - minY)), 4 * place + 2);
  }
  return packed.toString("base64");
}

function rangeOf(points: ArrayLike<number>, rows: readonly number[], axis: 0 | 1): readonly [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const row of rows) {
    min = Math.min(min, points[2 * row + axis]!);
    max = Math.max(max, points[2 * row + axis]!);
  }
  return [min, max];
}

/** `3 · calm, slow`: each cluster's number with the words that tell it from the others. */
function clusterNames(clusters: readonly ViewCluster[]): string[] {
  const names: string[] = [];
  for (const { id, tags = [], terms, enriched } of clusters) {
    const words = tags.length > 0 ? tags : [...(enriched === null ? [] : [enriched.value]), ...terms];
    names[id] = [String(id), words.slice(0, MOST_WORDS).join(", ")].filter((part) => part !== "").join(" · ");
  }
  return Array.from(names, (name, id) => name || String(id)); // prettier-ignore
}
