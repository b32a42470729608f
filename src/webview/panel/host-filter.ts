import type { SongQuery } from "../../shared/contract/scale/song-table.ts";
import { songsOfSet } from "../data/song-rows.ts";
import type { Shown } from "../data/shown.ts";
import { asksForSome } from "../model/filter.ts";
import type { PanelFilter } from "./state/choices.ts";
import type { RequestClient } from "./host/client.ts";

/** Who types asks once he has stopped, in milliseconds. */
const SETTLE_MS = 120;

/** Which songs of a run of many a filter leaves: the engine finds them, and what was found before stays until it has. */
export class HostFilter {
  readonly #client: RequestClient;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  #key = "";
  #dimmed: Uint8Array | null = null;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(client: RequestClient, changed: () => void, failed: (error: unknown) => void) {
    this.#client = client;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** One byte per song, 1 where the filter does not match; null without a filter, and until the first answer. */
  dimmed({ run }: Shown, filter: PanelFilter, query: SongQuery): Uint8Array | null {
    const key = JSON.stringify([run.source.runId, query]);
    if (key === this.#key) return this.#dimmed;
    this.#key = key;
    clearTimeout(this.#waiting);
    if (!asksForSome(filter)) this.#dimmed = null;
    else
      this.#waiting = setTimeout(() => {
        void this.#find(query, run.songCount, key);
      }, SETTLE_MS);
    if (this.#dimmed?.length !== run.songCount) this.#dimmed = null;
    return this.#dimmed;
  }

  async #find(query: SongQuery, songCount: number, key: string): Promise<void> {
    try {
      const { songs } = await this.#client.request("songsInRows", query);
      if (key !== this.#key) return;
      const dimmed = new Uint8Array(songCount).fill(1);
      for (const song of songsOfSet(songs)) dimmed[song] = 0;
      this.#dimmed = dimmed;
      this.#changed();
    } catch (error) {
      if (key === this.#key) this.#failed(error);
    }
  }
}
