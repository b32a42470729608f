import { memo } from "../base/memo.ts";
import { queryOf } from "../data/query.ts";
import { rowsFromHost, rowsInMemory, type SongRows } from "../data/song-rows.ts";
import type { Shown } from "../data/shown.ts";
import { dimmedSongs, matchesFirst } from "../model/filter.ts";
import { songOrder } from "../model/song-order.ts";
import { MOST_ROWS, type SongSort, type SongTexts } from "../../shared/contract/scale/song-table.ts";
import { HostFilter } from "./host-filter.ts";
import type { RequestClient } from "./host/client.ts";
import { SORT, type PanelFilter } from "./state/choices.ts";

interface ListedSongsParts {
  readonly client: RequestClient;
  /** Songs or texts have come from the host. */
  readonly arrived: () => void;
  readonly report: (error: unknown) => void;
}

/** The songs as filter and order leave them: in memory, or page by page from the host where a run has very many. */
export class ListedSongs {
  readonly #client: RequestClient;
  readonly #arrived: () => void;
  readonly #filter: HostFilter;
  readonly #dimmed = memo(dimmedSongs);
  readonly #query = memo(queryOf);
  readonly #ordered = memo(songOrder);
  readonly #rows = memo((order: Uint32Array, dimmed: Uint8Array | null) => rowsInMemory(matchesFirst(order, dimmed)));
  readonly #paged = memo((shown: Shown, sort: SongSort, filter: PanelFilter, model: string | null) =>
    rowsFromHost(queryOf(shown, sort, filter, model), {
      page: async (params) => {
        const page = await this.#client.request("songsPage", params);
        shown.run.songs.keep(page.rows);
        return page;
      },
      inRows: (params) => this.#client.request("songsInRows", params),
      arrived: this.#arrived,
    }),
  );

  constructor({ client, arrived, report }: ListedSongsParts) {
    this.#client = client;
    this.#arrived = arrived;
    this.#filter = new HostFilter(client, arrived, report);
  }

  /** One byte per song, 1 where the filter does not match; null without a filter. */
  dimmed(shown: Shown | null, filter: PanelFilter, model: string | null): Uint8Array | null {
    if (shown === null) return null;
    if (shown.run.songs.lists !== null) return this.#dimmed(shown, filter, model);
    return this.#filter.dimmed(shown, filter, this.#query(shown, SORT.fresh, filter, model));
  }

  /** The rows of the table: all songs with the matches first; in a run of many those that the filter leaves. */
  rows(shown: Shown, sort: SongSort, filter: PanelFilter, model: string | null): SongRows {
    return shown.run.songs.lists === null
      ? this.#paged(shown, sort, filter, model)
      : this.#rows(this.#ordered(shown, sort, model), this.dimmed(shown, filter, model));
  }

  /** The texts of some songs, by their numbers; those of a run of many come from the host. */
  async textsOf(
    shown: Shown | null,
    songs: readonly number[],
  ): Promise<(song: number) => Pick<SongTexts, "filename" | "row">> {
    const { lists } = shown?.run.songs ?? {};
    if (lists) return (song) => ({ filename: lists.filename[song]!, row: lists.row[song]! });
    const texts = new Map<number, SongTexts>();
    for (let from = 0; from < songs.length; from += MOST_ROWS)
      for (const text of await this.#client.request("songTexts", { songs: songs.slice(from, from + MOST_ROWS) }))
        texts.set(text.song, text);
    return (song) => texts.get(song) ?? { filename: "", row: 0 };
  }
}
