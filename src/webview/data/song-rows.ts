import type { SongPage, SongPageParams, SongQuery, SongSet } from "../../shared/contract/scale/song-table.ts";
import { messageOf } from "../../shared/thrown.ts";

/** Which song stands in which row of the table. */
export interface SongRows {
  /** Null until that is known. */
  readonly count: number | null;
  /** Why there are no rows, for people; null otherwise. */
  readonly problem: string | null;
  /** Null while the row is on its way, of which who made the rows hears. */
  songAt(row: number): number | null;
  /** Null while that is on its way, and for a song that has no row. */
  rowOf(song: number): number | null;
  /** The song of a row, when it has come; null if there is no such row, or it cannot be had. */
  load(row: number): Promise<number | null>;
  /** The songs of some rows. @param end behind the last one */
  range(from: number, end: number): Promise<Iterable<number>>;
}

/** The rows of songs that are all in memory, in their order. */
export function rowsInMemory(order: Uint32Array): SongRows {
  let places: ReadonlyMap<number, number> | null = null;
  const placesOf = (): ReadonlyMap<number, number> => new Map(Array.from(order, (song, row) => [song, row]));
  return {
    count: order.length,
    problem: null,
    songAt: (row) => order[row] ?? null,
    rowOf: (song) => (places ??= placesOf()).get(song) ?? null,
    load: (row) => Promise.resolve(order[row] ?? null),
    range: (from, end) => Promise.resolve(order.subarray(from, end)),
  };
}

/** What rows from the host need of it. */
export interface RowsHost {
  page(params: SongPageParams): Promise<SongPage>;
  inRows(params: SongQuery & { readonly from: number; readonly count: number }): Promise<{ readonly songs: SongSet }>;
  /** Called after something has come, or failed. */
  arrived(): void;
}

const PAGE = 200;
/** Pages that are kept. */
const KEPT = 100;
/** Who types, or turns a sort over, asks once he has stopped. */
const SETTLE_MS = 120;

/** The rows of a query that the engine answers in pages. Only those that one looks at are asked for. */
export function rowsFromHost(query: SongQuery, host: RowsHost): SongRows {
  const pages = new Map<number, Promise<readonly number[]>>();
  const come = new Map<number, readonly number[]>();
  /** −1: it has no row. Undefined: nobody has asked. */
  const places = new Map<number, number | null>();
  let count: number | null = null;
  let problem: string | null = null;

  const failed = (error: unknown): void => {
    problem = messageOf(error);
    host.arrived();
  };
  async function fetchPage(page: number): Promise<readonly number[]> {
    if (count === null) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const { total, rows } = await host.page({ ...query, from: page * PAGE, count: PAGE });
    const songs = rows.map(({ song }) => song);
    count = total;
    come.set(page, songs);
    songs.forEach((song, row) => places.set(song, page * PAGE + row));
    for (const old of come.keys()) {
      if (come.size <= KEPT) break;
      come.delete(old);
      pages.delete(old);
    }
    host.arrived();
    return songs;
  }
  function pageOf(row: number): Promise<readonly number[]> {
    const page = Math.floor(row / PAGE);
    const known = pages.get(page);
    if (known !== undefined) return known;
    const made = fetchPage(page);
    pages.set(page, made);
    // A failure stays: asking again with every frame would not mend it.
    made.catch(failed);
    return made;
  }
  async function find(song: number): Promise<void> {
    try {
      const { found } = await host.page({ ...query, from: 0, count: 1, find: song });
      places.set(song, found);
      host.arrived();
    } catch (error) {
      failed(error);
    }
  }

  return {
    get count() {
      return count;
    },
    get problem() {
      return problem;
    },
    songAt(row) {
      const songs = come.get(Math.floor(row / PAGE));
      if (songs !== undefined) return songs[row % PAGE] ?? null;
      void pageOf(row).catch(() => undefined);
      return null;
    },
    rowOf(song) {
      const place = places.get(song);
      if (place !== undefined) return place;
      places.set(song, null);
      void find(song);
      return null;
    },
    load: (row) =>
      pageOf(row).then(
        (songs) => songs[row % PAGE] ?? null,
        () => null,
      ),
    async range(from, end) {
      return songsOfSet((await host.inRows({ ...query, from, count: end - from })).songs);
    },
  };
}

/** The songs of a set, ascending. */
export function songsOfSet(set: SongSet): number[] {
  const songs: number[] = [];
  const bytes = atob(set);
  for (let byte = 0; byte < bytes.length; byte++) {
    const bits = bytes.charCodeAt(byte);
    for (let bit = 0; bit < 8; bit++) if ((bits & (1 << bit)) !== 0) songs.push(8 * byte + bit);
  }
  return songs;
}
