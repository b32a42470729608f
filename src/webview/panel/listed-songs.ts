import { memo } from "../base/memo.ts";
import { queryOf } from "../data/query.ts";
import { rowsFromHost, rowsInMemory, type SongRows } from "../data/song-rows.ts";
import type { Shown } from "../data/shown.ts";
import { dimmedSongs, matchesFirst } from "../model/filter.ts";
import { songOrder } from "../model/song-order.ts";
import { MOST_ROWS, type SongSort, type SongTexts } from "../../shared/contract/scale/song-table.ts";
import type { MeantSong, SearchBy } from "../../shared/contract/panel/meaning.ts";
import { HostFilter } from "./host-filter.ts";
import type { RequestClient } from "./host/client.ts";
import { MeaningSearch, type MeaningState } from "./meaning.ts";
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
  readonly meaning: MeaningSearch;
  readonly #dimmed = memo(dimmedSongs);
  readonly #withoutText = memo((filter: PanelFilter): PanelFilter => ({ ...filter, text: "" }));
  readonly #dimmedByMeaning = memo((count: number, songs: readonly MeantSong[]) => {
    const dimmed = new Uint8Array(count).fill(1);
    for (const { song } of songs) dimmed[song] = 0;
    return dimmed;
  });
  /** The nearest first, in their order; behind them all others of an order. */
  readonly #nearest = memo((songs: readonly MeantSong[], order: Uint32Array | null) => {
    const first = songs.map(({ song }) => song);
    const isFirst = new Set(first);
    const others = order?.filter((song) => !isFirst.has(song)) ?? [];
    return rowsInMemory(Uint32Array.from([...first, ...others]));
  });
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
    this.meaning = new MeaningSearch(client, arrived);
  }

  /** One byte per song, 1 where the filter does not match, or what is searched by meaning; null without either. */
  dimmed(shown: Shown | null, filter: PanelFilter, by: SearchBy | null, model: string | null): Uint8Array | null {
    if (shown === null) return null;
    const { songs } = this.#meant(shown, filter, by, model);
    return songs === null
      ? this.#dimmedByFilter(shown, by !== null ? this.#withoutText(filter) : filter, model)
      : this.#dimmedByMeaning(shown.run.songCount, songs);
  }

  /** The songs that a text means, found among those that the rest of the filter leaves. */
  #meant(shown: Shown, filter: PanelFilter, by: SearchBy | null, model: string | null): MeaningState {
    if (by === null) return this.meaning.follow(shown, null, null, null);
    return this.meaning.follow(shown, by, filter.text, this.#dimmedByFilter(shown, this.#withoutText(filter), model));
  }

  #dimmedByFilter(shown: Shown, filter: PanelFilter, model: string | null): Uint8Array | null {
    if (shown.run.songs.lists !== null) return this.#dimmed(shown, filter, model);
    return this.#filter.dimmed(shown, filter, this.#query(shown, SORT.fresh, filter, model));
  }

  /** The rows of the table: all songs with the matches first; in a run of many those that the filter leaves. */
  rows(shown: Shown, sort: SongSort, filter: PanelFilter, by: SearchBy | null, model: string | null): SongRows {
    const { songs } = this.#meant(shown, filter, by, model);
    const words = by !== null ? this.#withoutText(filter) : filter;
    if (shown.run.songs.lists === null)
      return songs === null ? this.#paged(shown, sort, words, model) : this.#nearest(songs, null);
    const order = this.#ordered(shown, sort, model);
    return songs === null ? this.#rows(order, this.#dimmedByFilter(shown, words, model)) : this.#nearest(songs, order);
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
