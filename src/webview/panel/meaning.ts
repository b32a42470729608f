import type { MeaningQuery, MeantSong, MeantSongs, SearchBy } from "../../shared/contract/panel/meaning.ts";
import { messageOf } from "../../shared/thrown.ts";
import { memo } from "../base/memo.ts";
import { songSetOf } from "../data/query.ts";
import type { Shown } from "../data/shown.ts";
import type { RequestClient } from "./host/client.ts";

/** Who types asks once he has stopped, in milliseconds. */
const SETTLE_MS = 300;
/** Songs that are found. */
export const NEAREST = 10;

type Lack = Extract<MeantSongs, { readonly found: false }>;

export interface MeaningState {
  readonly isSearching: boolean;
  /** Best first; those of the text before until the answer to the next has come. Null: nothing was found, or asked. */
  readonly songs: readonly MeantSong[] | null;
  /** What is missing for such a search. */
  readonly lack: Lack | null;
  readonly problem: string | null;
}

const NOTHING: MeaningState = { isSearching: false, songs: null, lack: null, problem: null };

/** Songs whose lyrics or sound come nearest to what a text means: the engine ranks them; an answer that is not wanted any more is dropped. */
export class MeaningSearch {
  readonly #client: RequestClient;
  readonly #changed: () => void;
  #key = "";
  #now = NOTHING;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  readonly #among = memo((dimmed: Uint8Array | null) =>
    dimmed === null ? null : songSetOf(dimmed.length, (song) => dimmed[song] === 0),
  );

  constructor(client: RequestClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get now(): MeaningState {
    return this.#now;
  }

  /**
   * Asks for the songs of a text, once it stands still.
   * @param by null: nothing is searched by meaning
   * @param dimmed one byte per song, 1 where it is not looked at; null: all are
   */
  follow({ run }: Shown, by: SearchBy | null, text: string | null, dimmed: Uint8Array | null): MeaningState {
    const wanted = by === null || text === null || text.trim() === "" ? null : { text: text.trim(), by };
    const among = wanted === null ? null : this.#among(dimmed);
    const key = wanted === null ? "" : JSON.stringify([run.source.runId, wanted, among]);
    if (key === this.#key) return this.#now;
    this.#key = key;
    clearTimeout(this.#waiting);
    if (wanted === null) this.#now = NOTHING;
    else {
      this.#now = { ...this.#now, isSearching: true };
      this.#waiting = setTimeout(() => {
        void this.#search({ ...wanted, count: NEAREST, among, lines: false }, key);
      }, SETTLE_MS);
    }
    return this.#now;
  }

  /** Asks once more, after what was missing has come. */
  again(): void {
    this.#key = "";
    this.#changed();
  }

  /** The songs come at once, their nearest lines a moment later. */
  async #search(query: MeaningQuery, key: string): Promise<void> {
    let now: MeaningState;
    try {
      const answer = await this.#client.request("searchByMeaning", query);
      const isSearching = answer.found && query.by === "lyrics" && !query.lines;
      now = answer.found ? { ...NOTHING, isSearching, songs: answer.songs } : { ...NOTHING, lack: answer };
    } catch (error) {
      now = { ...NOTHING, problem: messageOf(error) };
    }
    if (key !== this.#key) return;
    this.#now = now;
    this.#changed();
    if (now.isSearching) await this.#search({ ...query, lines: true }, key);
  }
}
