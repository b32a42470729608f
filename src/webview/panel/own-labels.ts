import type { SongLabels } from "../data/run-songs.ts";
import type { OwnLabelChange, OwnLabels } from "../protocol.ts";
import type { RequestClient } from "./host/client.ts";

/** Changes that can be undone. */
const HISTORY = 100;

/** A label that songs were given, and what takes it back. */
interface Change {
  readonly label: string;
  readonly back: readonly OwnLabelChange[];
}

/** The user's own labels of the shown run's songs, with the way back. */
export class Labelling {
  readonly #client: RequestClient;
  readonly #changed: (labels: SongLabels) => void;
  readonly #failed: (error: unknown) => void;
  #labels: SongLabels | null = null;
  /** The latest changes, latest last. */
  #past: Change[] = [];

  constructor(client: RequestClient, changed: (labels: SongLabels) => void, failed: (error: unknown) => void) {
    this.#client = client;
    this.#changed = changed;
    this.#failed = failed;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  /** Reads the labels of a run that is shown anew: songs have other numbers. */
  async open(songCount: number): Promise<void> {
    this.#past = [];
    this.#labels = null;
    await this.#take(songCount, this.#client.request("ownLabels", null));
  }

  /** Reads them again: somebody else has changed them. What was done here can still be undone. */
  async refresh(): Promise<boolean> {
    if (this.#labels === null) return true;
    return this.#take(this.#labels.codes.length, this.#client.request("ownLabels", null));
  }

  /** Gives songs a label; an empty one takes theirs away. */
  async label(songs: readonly number[], label: string): Promise<void> {
    const before = this.#labels;
    if (before === null || songs.length === 0) return;
    const bySong = new Map<string, number[]>();
    for (const song of songs) {
      const had = before.names[before.codes[song]!] ?? "";
      const same = bySong.get(had);
      if (same === undefined) bySong.set(had, [song]);
      else same.push(song);
    }
    const back = Array.from(bySong, ([had, of]) => ({ songs: of, label: had }));
    if (await this.#change([{ songs, label }]))
      this.#past = [...this.#past.slice(1 - HISTORY), { label: label.trim(), back }];
  }

  /** Takes the latest change back, of the songs that still have the label that it gave them. */
  async undo(): Promise<void> {
    const last = this.#past.at(-1);
    if (last === undefined) return;
    // The file may have been edited since the panel heard of it last.
    if (!(await this.refresh())) return;
    const has = (song: number): boolean => this.#labels?.names[this.#labels.codes[song]!] === last.label;
    const back = last.back
      .map(({ songs, label }) => ({ songs: songs.filter(has), label }))
      .filter(({ songs }) => songs.length > 0);
    if (back.length > 0 && !(await this.#change(back))) return;
    this.#past = this.#past.slice(0, -1);
    if (back.length === 0) this.#failed(new Error("Nothing is left to undo: these labels were changed elsewhere."));
  }

  async #change(changes: readonly OwnLabelChange[]): Promise<boolean> {
    return this.#take(this.#labels?.codes.length ?? 0, this.#client.request("setOwnLabels", { changes }));
  }

  async #take(songCount: number, answer: Promise<OwnLabels>): Promise<boolean> {
    try {
      const { names, songs, codes } = await answer;
      const all = new Int32Array(songCount);
      songs.forEach((song, index) => {
        all[song] = codes[index]! + 1;
      });
      this.#labels = { names: ["", ...names], codes: all };
      this.#changed(this.#labels);
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }
}
