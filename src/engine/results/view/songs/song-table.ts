import type { TunedClustering } from "../../../../shared/contract/panel/tuning.ts";
import type { ViewManifest, ViewRow } from "../../../../shared/contract/view.ts";
import {
  MOST_ROWS,
  type SongPage,
  type SongPageParams,
  type SongQuery,
  type SongSet,
  type SongTexts,
} from "../../../../shared/contract/scale/song-table.ts";
import { LatentuneError, UsageError } from "../../../core/errors.ts";
import { matchingSongs, songOrder, songSet, type SongNumbers } from "./find-songs.ts";
import { readNumbers, readSongColumns, textsOf, type SongColumns } from "./song-columns.ts";

/** Answers queries about the songs of one run, whose columns it holds. */
export interface SongTable {
  page(params: SongPageParams): Promise<SongPage>;
  inRows(
    query: SongQuery & { readonly from?: number; readonly count?: number },
  ): Promise<{ readonly total: number; readonly songs: SongSet }>;
  texts(songs: readonly number[]): readonly SongTexts[];
}

/** The numbers of a run's songs with other clusters. @param scored with silhouettes, which else are undefined */
export type TunedNumbers = (
  asked: TunedClustering,
  scored: boolean,
) => Promise<Pick<SongNumbers, "labels" | "silhouette">>;

/** Answers that are kept: a table is scrolled, and sorted to and fro. */
const KEPT_ORDERS = 4;

/**
 * The table of a run's songs; in memory a million take about 250 MB.
 * @param tunedNumbers asked where a query is about clusters that are tuned
 * @throws {LatentuneError} if a file of the view is missing or broken. @throws {UsageError} where its songs are one JSON.
 */
export async function openSongTable(
  runFolder: string,
  view: ViewManifest,
  tunedNumbers: TunedNumbers,
): Promise<SongTable> {
  const columns = await readSongColumns(runFolder, view);
  if (columns === undefined)
    throw new UsageError("The songs of this run are few: their texts lie in one file of its view.");
  const arrays = new Map<string, ReturnType<typeof readNumbers>>();
  const numbersIn = (at: string | ViewRow): ReturnType<typeof readNumbers> => {
    const key = JSON.stringify(at);
    const known = arrays.get(key) ?? readNumbers(runFolder, at, columns.count);
    arrays.set(key, known);
    return known;
  };

  async function numbersOf(query: SongQuery): Promise<SongNumbers> {
    const { representation, method, model, tuned } = query;
    const clustering = view.representations
      .find(({ name }) => name === representation)
      ?.clusterings.find((each) => each.method === method);
    if (clustering === undefined) throw new LatentuneError(`This run has no clustering ${representation}, ${method}.`);
    const errors = view.models.find(({ name }) => name === model)?.errors ?? null;
    const { labels, silhouette } =
      tuned === undefined
        ? { labels: await numbersIn(clustering.labels), silhouette: await numbersIn(clustering.silhouette) }
        : await tunedNumbers({ representation, method, tuning: tuned.tuning }, tuned.scored);
    return { labels, silhouette, errors: errors === null ? null : await numbersIn(errors) };
  }

  const found = new Map<string, Promise<Uint32Array>>();
  /** The songs that match, in order; kept for the last queries. */
  function rowsOf({ representation, method, tuned, model, sort, filter, among }: SongQuery): Promise<Uint32Array> {
    const query = { representation, method, ...(tuned && { tuned }), model, sort, filter, among };
    const key = JSON.stringify(query);
    const known = found.get(key) ?? findRows(columns!, query, numbersOf);
    found.delete(key);
    found.set(key, known);
    const [oldest] = found.keys();
    if (found.size > KEPT_ORDERS && oldest !== undefined) found.delete(oldest);
    known.catch(() => found.delete(key));
    return known;
  }

  return {
    async page({ from, count, find, ...query }) {
      requireFew(count);
      const rows = await rowsOf(query);
      const place = find === undefined ? -1 : rows.indexOf(find);
      return {
        total: rows.length,
        rows: Array.from(rows.subarray(from, from + count), (song) => textsOf(columns, song)),
        found: place < 0 ? null : place,
      };
    },
    async inRows({ from = 0, count = Infinity, ...query }) {
      const rows = await rowsOf(query);
      return { total: rows.length, songs: songSet(rows.subarray(from, from + count), columns.count) };
    },
    texts(songs) {
      requireFew(songs.length);
      return songs.map((song) => {
        if (Number.isInteger(song) && song >= 0 && song < columns.count) return textsOf(columns, song);
        throw new LatentuneError(`This run has no song ${song}; it has ${columns.count}.`);
      });
    },
  };
}

async function findRows(
  columns: SongColumns,
  query: SongQuery,
  numbersOf: (query: SongQuery) => Promise<SongNumbers>,
): Promise<Uint32Array> {
  const numbers = await numbersOf(query);
  const matches = await matchingSongs(columns, numbers, query.filter, query.among);
  return songOrder(columns, numbers, query.sort).filter((song) => matches[song] === 1);
}

function requireFew(rows: number): void {
  if (rows > MOST_ROWS) throw new UsageError(`At most ${MOST_ROWS} songs can be asked for at once, not ${rows}.`);
}
