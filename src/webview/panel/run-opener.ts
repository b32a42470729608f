import type { Tuning } from "../../shared/contract/panel/tuning.ts";
import type { ProjectionName } from "../../shared/contract/projections.ts";
import { messageOf } from "../../shared/thrown.ts";
import { loadNear, type NearSongs } from "../data/near.ts";
import type { SongLabels } from "../data/run-songs.ts";
import { RunView, type Fetch } from "../data/run-view.ts";
import { loadShown, resolveChoice, type Shown } from "../data/shown.ts";
import { loadTuned, withTuningOf } from "../data/tuned.ts";
import type { RequestClient } from "./host/client.ts";
import type { PanelMessage, RunSource } from "../protocol.ts";
import { VIEW } from "./state/choices.ts";
import { TUNING, tuningOf } from "./state/tuning.ts";
import { choiceOf } from "./state/state.ts";
import type { Store } from "./state/store.ts";

/** What the panel can show at all. */
export type Phase =
  | { readonly kind: "starting" }
  | { readonly kind: "no-run" }
  /** A run is being opened; what was shown before stays until it is. */
  | { readonly kind: "loading"; readonly run: RunSource }
  | { readonly kind: "failed"; readonly run: RunSource | null; readonly message: string }
  | { readonly kind: "shown" };

/** The map of the present choice, while it is not there. */
export type MapState =
  { readonly kind: "ready" } | { readonly kind: "making" } | { readonly kind: "failed"; readonly message: string };

/** The tuned clustering of the present choice. */
export type TuningState =
  { readonly kind: "ready" } | { readonly kind: "making" } | { readonly kind: "failed"; readonly message: string };

export interface Opened {
  readonly phase: Phase;
  readonly shown: Shown | null;
  /** Null until they are read: they come after the first picture. */
  readonly near: NearSongs | null;
  readonly map: MapState;
  readonly tuning: TuningState;
}

export interface OpenerParts {
  readonly fetch: Fetch;
  readonly store: Store;
  readonly client: RequestClient;
  readonly post: (message: PanelMessage) => void;
  /** Another run comes: nothing of the one before may go on. */
  readonly leave: () => void;
  readonly changed: () => void;
  /** Another run is shown now. */
  readonly opened: (songCount: number) => void;
  /** Texts or neighbours of single songs have come. */
  readonly arrived: () => void;
  readonly report: (error: unknown) => void;
}

/** Opens runs and loads what the present choice shows of them; of several that load at once only the latest is shown. */
export class RunOpener {
  readonly #parts: OpenerParts;
  #now: Opened = {
    phase: { kind: "starting" },
    shown: null,
    near: null,
    map: { kind: "ready" },
    tuning: { kind: "ready" },
  };
  #opening: AbortController | null = null;
  /** Counts choices. */
  #turn = 0;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  get now(): Opened {
    return this.#now;
  }

  show(run: RunSource | null): void {
    const { phase, shown } = this.#now;
    if (run === null) {
      this.#opening?.abort();
      this.#turn++;
      shown?.run.dispose();
      this.#parts.leave();
      this.#set({ phase: { kind: "no-run" }, shown: null, near: null });
      return;
    }
    const present = shown?.run.source ?? (phase.kind === "loading" ? phase.run : undefined);
    const same = present?.runId === run.runId && present.baseUri === run.baseUri && phase.kind !== "failed";
    if (!same) void this.#open(run);
  }

  fail(message: string): void {
    const { phase } = this.#now;
    this.#opening?.abort();
    this.#set({ phase: { kind: "failed", run: phase.kind === "loading" ? phase.run : null, message } });
  }

  /** Tries a failed run or map again. */
  retry(): void {
    const { phase, shown } = this.#now;
    if (phase.kind === "failed" && phase.run !== null) void this.#open(phase.run);
    else if (shown !== null) this.reload();
  }

  /** The choice has changed. */
  reload(): void {
    this.#load().catch(this.#parts.report);
  }

  /** The user's own labels of the shown run are others now. */
  readonly relabel = (own: SongLabels): void => {
    const { shown } = this.#now;
    if (shown?.run.songCount !== own.codes.length) return;
    shown.run.own = own;
    this.#set({ shown: { ...shown, own } });
  };

  async #open(source: RunSource): Promise<void> {
    this.#opening?.abort();
    const abort = new AbortController();
    this.#opening = abort;
    this.#set({ phase: { kind: "loading", run: source } });
    try {
      const { fetch, store, client, arrived, report } = this.#parts;
      const texts = (songs: readonly number[]) => client.request("songTexts", { songs });
      const run = await RunView.open(source, { fetch, texts, arrived, failed: report }, abort);
      const before = this.#now.shown?.run;
      const moved = songMover(before, run, store.state.runId);
      this.#parts.leave();
      store.dispatch({ type: "run", runId: source.runId, songCount: run.songCount, moved });
      await this.#load(run);
      if (abort.signal.aborted) return;
      before?.dispose();
      this.#parts.opened(run.songCount);
    } catch (error) {
      if (!abort.signal.aborted) this.#set({ phase: { kind: "failed", run: source, message: messageOf(error) } });
    }
  }

  /** Loads what the present choice shows; of another run, when it is given. */
  async #load(run = this.#now.shown?.run): Promise<void> {
    if (run === undefined) return;
    const turn = ++this.#turn;
    const choice = resolveChoice(run, choiceOf(this.#parts.store.state, VIEW));
    const shown = await loadShown(run, choice, this.#parts.arrived, this.#parts.report);
    if (turn !== this.#turn) return;
    const { name } = choice.representation;
    const keepsNear = this.#now.shown?.run === run && this.#now.shown.representation.name === name;
    const tuning = tuningOf(choiceOf(this.#parts.store.state, TUNING));
    this.#set({
      phase: { kind: "shown" },
      shown: tuning === null ? shown : withTuningOf(this.#now.shown, shown),
      near: keepsNear ? this.#now.near : null,
      map: { kind: shown.projection === null ? "making" : "ready" },
      tuning: { kind: tuning === null ? "ready" : "making" },
    });
    if (tuning !== null) void this.#tune(shown, tuning, turn);
    if (!keepsNear) void this.#loadNear(shown, turn);
    if (shown.projection === null) void this.#makeMap(shown, choice.projection, turn);
  }

  async #loadNear(wanted: Shown, turn: number): Promise<void> {
    try {
      const { arrived, report } = this.#parts;
      const near = await loadNear(wanted.run, wanted.representation, arrived, report);
      const { shown } = this.#now;
      if (shown?.run === wanted.run && shown.representation.name === wanted.representation.name) this.#set({ near });
    } catch (error) {
      if (turn === this.#turn) this.#parts.report(error);
    }
  }

  async #tune(shown: Shown, tuning: Tuning, turn: number): Promise<void> {
    try {
      await loadTuned(this.#parts.client, shown, tuning, {
        isLate: () => turn !== this.#turn,
        show: (tuned) => {
          if (turn === this.#turn) this.#set({ shown: tuned });
        },
      });
      if (turn === this.#turn) this.#set({ tuning: { kind: "ready" } });
    } catch (error) {
      if (turn === this.#turn) this.#set({ tuning: { kind: "failed", message: messageOf(error) } });
    }
  }

  async #makeMap({ run, representation: { name } }: Shown, method: ProjectionName, turn: number) {
    try {
      const projection = await this.#parts.client.request("project", { representation: name, method });
      run.addProjection(name, projection);
      if (turn === this.#turn) await this.#load();
    } catch (error) {
      if (turn === this.#turn) this.#set({ map: { kind: "failed", message: messageOf(error) } });
    }
  }

  #set(change: Partial<Opened>): void {
    this.#now = { ...this.#now, ...change };
    const { representation, clustering, tuned } = change.shown ?? {};
    if (representation !== undefined && clustering !== undefined)
      this.#parts.post({
        type: "clustering",
        representation: representation.name,
        method: clustering.method,
        tuned: tuned !== null,
      });
    this.#parts.changed();
  }
}

/** Where the songs of what was shown before are in another run: found by their names, for runs differ in their rows. */
function songMover(
  before: RunView | undefined,
  run: RunView,
  restoredRun: string | null,
): (song: number) => number | undefined {
  if (before === undefined)
    return restoredRun === run.source.runId ? (song) => (song < run.songCount ? song : undefined) : () => undefined;
  const [from, to] = [before.songs.lists, run.songs.lists];
  // The names of many songs are not here to compare.
  if (from === null || to === null) return before.source.runId === run.source.runId ? (song) => song : () => undefined;
  const places = new Map(to.filename.map((filename, song) => [filename, song]));
  return (song) => places.get(from.filename[song] ?? "");
}
