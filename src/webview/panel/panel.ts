import { messageOf } from "../../shared/thrown.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { ProjectionName } from "../../shared/contract/projections.ts";
import type { Task } from "../../shared/contract/settings.ts";
import { Player } from "../audio/player.ts";
import type { EpochPoint } from "../data/history.ts";
import { loadNear, type NearSongs } from "../data/near.ts";
import { RunView, type Fetch } from "../data/run-view.ts";
import { loadShown, resolveChoice, type Shown } from "../data/shown.ts";
import { RequestClient } from "./host/client.ts";
import type { VsCodeApi } from "./host/vscode-api.ts";
import type { SelectMode } from "../map/encoding.ts";
import type { HostMessage, PanelMethod, PanelParams, PanelResult, RunChoice, RunSource } from "../protocol.ts";
import { restore } from "./state/restore.ts";
import type { ChoiceGroup, SavedState, State } from "./state/state.ts";
import { Store } from "./state/store.ts";
import type { Action } from "./state/reducer.ts";

/** What the panel can show at all. */
export type Phase =
  | { readonly kind: "starting" }
  | { readonly kind: "no-run" }
  /** A run is being opened; what was shown before stays until it is. */
  | { readonly kind: "loading"; readonly run: RunSource }
  | { readonly kind: "failed"; readonly run: RunSource | null; readonly message: string }
  | { readonly kind: "shown" };

/** What the host has said last. */
export interface HostState {
  readonly runs: readonly RunChoice[];
  readonly trusted: boolean;
  readonly workspace: string;
  readonly focusRowOnClick: boolean;
}

export interface Progress {
  readonly task: Task;
  readonly event: ProgressEvent | null;
}

/** The curve of a model that is being trained. */
export interface LiveCurve {
  readonly label: string;
  readonly points: readonly EpochPoint[];
}

/** The map of the present choice, while it is not there. */
export type MapState =
  { readonly kind: "ready" } | { readonly kind: "making" } | { readonly kind: "failed"; readonly message: string };

/** A sentence for the user about something that failed beside the views. */
export interface Notice {
  readonly message: string;
}

const SAVE_DELAY_MS = 50;

/** The panel without its looks: the host's messages in, the state that views draw out. Views call its methods and listen. */
export class Panel {
  readonly store: Store;
  readonly player: Player;
  readonly #api: VsCodeApi;
  readonly #client: RequestClient;
  readonly #fetch: Fetch;
  readonly #listeners = new Set<() => void>();
  #phase: Phase = { kind: "starting" };
  #host: HostState = { runs: [], trusted: true, workspace: "", focusRowOnClick: false };
  #shown: Shown | null = null;
  #near: NearSongs | null = null;
  #map: MapState = { kind: "ready" };
  #progress: Progress | null = null;
  #live: ReadonlyMap<string, LiveCurve> = new Map();
  #notice: Notice | null = null;
  #opening: AbortController | null = null;
  /** Counts choices: of several that load at once only the latest is shown. */
  #turn = 0;
  #saving: ReturnType<typeof setTimeout> | undefined;
  /** What the host asked for before the run was there. */
  #waiting: Extract<HostMessage, { readonly type: "act" }> | null = null;

  constructor(api: VsCodeApi, audio: HTMLAudioElement, fetchFile: Fetch) {
    this.#api = api;
    this.#fetch = fetchFile;
    this.#client = new RequestClient((message) => {
      api.postMessage(message);
    });
    this.store = new Store(restore(api.getState()));
    this.player = new Player(audio, async (song, decode) => (await this.request("audio", { song, decode })).uri);
    this.store.subscribe((state, before) => {
      this.#stateChanged(state, before);
    });
    this.player.subscribe(() => {
      this.#notify();
    });
  }

  get state(): State {
    return this.store.state;
  }
  get phase(): Phase {
    return this.#phase;
  }
  get host(): HostState {
    return this.#host;
  }
  get shown(): Shown | null {
    return this.#shown;
  }
  /** Null until they are read: they come after the first picture. */
  get near(): NearSongs | null {
    return this.#near;
  }
  get map(): MapState {
    return this.#map;
  }
  get progress(): Progress | null {
    return this.#progress;
  }
  get live(): ReadonlyMap<string, LiveCurve> {
    return this.#live;
  }
  get notice(): Notice | null {
    return this.#notice;
  }

  /** The model whose errors and differences are shown; null in a run without one. */
  get model(): string | null {
    const models = this.#shown?.run.manifest.models ?? [];
    const chosen = this.state.saved.reconstruction.model;
    return (models.find(({ name }) => name === chosen) ?? models[0])?.name ?? null;
  }

  /** Called after every change of anything above. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#api.postMessage({ type: "ready", runId: this.state.saved.runId });
  }

  dispatch(action: Action): void {
    this.store.dispatch(action);
  }

  change<G extends ChoiceGroup>(group: G, to: Partial<SavedState[G]>): void {
    this.store.dispatch({ type: "change", group, to });
  }

  request<M extends PanelMethod>(method: M, params: PanelParams<M>): Promise<PanelResult<M>> {
    return this.#client.request(method, params);
  }

  /** A request whose failure the user is told, and nobody else needs to know. */
  ask<M extends PanelMethod>(method: M, params: PanelParams<M>): void {
    this.request(method, params).catch((error: unknown) => {
      this.tell(error);
    });
  }

  /** Shows an error to the user and logs it with the host. */
  tell(error: unknown): void {
    const message = messageOf(error);
    this.#notice = { message };
    this.#api.postMessage({ type: "log", message });
    this.#notify();
  }

  dismissNotice(): void {
    this.#notice = null;
    this.#notify();
  }

  /** Selects one song as a click does, and shows its row. */
  activate(song: number, mode: SelectMode = "replace"): void {
    this.dispatch(
      mode === "subtract"
        ? { type: "select", songs: [song], mode }
        : { type: "select", songs: [song], mode, focus: song },
    );
    if (mode !== "subtract") this.openRow(song);
  }

  /** Selects a group and shows the row of the song that is then in focus. */
  activateGroup(songs: readonly number[], mode: SelectMode): void {
    this.dispatch({ type: "select", songs, mode });
    const { focus } = this.state.saved.selected;
    if (focus !== null && mode !== "subtract") this.openRow(focus);
  }

  openRow(song: number): void {
    this.ask("openRow", { song, focus: this.#host.focusRowOnClick });
  }

  receive(message: HostMessage): void {
    switch (message.type) {
      case "reply":
        this.#client.settle(message);
        return;
      case "show":
        this.#host = { ...this.#host, runs: message.runs, trusted: message.trusted, workspace: message.workspace };
        this.#show(message.run);
        break;
      case "failed":
        this.#opening?.abort();
        this.#phase = {
          kind: "failed",
          run: this.#phase.kind === "loading" ? this.#phase.run : null,
          message: message.message,
        };
        break;
      case "cursor":
        this.dispatch({ type: "cursor", songs: message.songs });
        break;
      case "act":
        if (this.#phase.kind === "shown") this.#act(message);
        else this.#waiting = message;
        break;
      case "progress":
        this.#showProgress(message);
        break;
      case "epoch":
        this.#addEpoch(message);
        break;
      case "preferences":
        this.#host = { ...this.#host, focusRowOnClick: message.focusRowOnClick };
        break;
    }
    this.#notify();
  }

  /** Keeps the state now instead of in a moment: the page goes. */
  save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    this.#api.setState(this.state.saved);
  }

  /** Tries a failed run or map again. */
  retry(): void {
    if (this.#phase.kind === "failed" && this.#phase.run !== null) void this.#open(this.#phase.run);
    else if (this.#shown !== null) void this.#load();
  }

  #show(run: RunSource | null): void {
    if (run === null) {
      this.#opening?.abort();
      this.#forget();
      this.#phase = { kind: "no-run" };
      return;
    }
    const present = this.#shown?.run.source ?? (this.#phase.kind === "loading" ? this.#phase.run : undefined);
    const same = present?.runId === run.runId && present.baseUri === run.baseUri && this.#phase.kind !== "failed";
    if (!same) void this.#open(run);
  }

  async #open(source: RunSource): Promise<void> {
    this.#opening?.abort();
    const abort = new AbortController();
    this.#opening = abort;
    this.#phase = { kind: "loading", run: source };
    this.#notify();
    try {
      const run = await RunView.open(source, this.#fetch, abort);
      const before = this.#shown?.run;
      const moved = songMover(before, run, this.state.saved.runId);
      this.player.stop();
      this.dispatch({ type: "run", runId: source.runId, songCount: run.songCount, moved });
      await this.#load(run);
      if (abort.signal.aborted) return;
      before?.dispose();
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#phase = { kind: "failed", run: source, message: messageOf(error) };
      this.#notify();
    }
  }

  /** Loads what the present choice shows; of another run, when it is given. */
  async #load(run = this.#shown?.run): Promise<void> {
    if (run === undefined) return;
    const turn = ++this.#turn;
    const choice = resolveChoice(run, this.state.saved.view);
    const shown = await loadShown(run, choice);
    if (turn !== this.#turn) return;
    const keepsNear = this.#shown?.run === run && this.#shown.representation.name === choice.representation.name;
    this.#shown = shown;
    this.#api.postMessage({
      type: "clustering",
      representation: choice.representation.name,
      method: choice.clustering.method,
    });
    if (!keepsNear) this.#near = null;
    this.#map = shown.projection === null ? { kind: "making" } : { kind: "ready" };
    this.#phase = { kind: "shown" };
    this.#notify();
    if (this.#waiting !== null) this.#act(this.#waiting);
    this.#waiting = null;
    if (!keepsNear) void this.#loadNear(shown, turn);
    if (shown.projection === null) void this.#makeMap(shown, choice.projection, turn);
  }

  async #loadNear(shown: Shown, turn: number): Promise<void> {
    try {
      const near = await loadNear(shown.run, shown.representation);
      if (this.#shown?.run !== shown.run || this.#shown.representation.name !== shown.representation.name) return;
      this.#near = near;
      this.#notify();
    } catch (error) {
      if (turn === this.#turn) this.tell(error);
    }
  }

  async #makeMap({ run, representation }: Shown, method: ProjectionName, turn: number): Promise<void> {
    try {
      const projection = await this.request("project", { representation: representation.name, method });
      run.addProjection(representation.name, projection);
      if (turn === this.#turn) await this.#load();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#map = { kind: "failed", message: messageOf(error) };
      this.#notify();
    }
  }

  #forget(): void {
    this.#turn++;
    this.#shown?.run.dispose();
    this.#shown = null;
    this.#near = null;
    this.player.stop();
  }

  #act({ song, action }: Extract<HostMessage, { readonly type: "act" }>): void {
    this.dispatch({ type: "select", songs: [song], mode: "replace", focus: song });
    if (action === "play") void this.player.play(song);
  }

  #showProgress({ task, event }: Extract<HostMessage, { readonly type: "progress" }>): void {
    // The curves of the run before stay until the next one starts.
    if (task !== null && this.#progress === null) this.#live = new Map();
    this.#progress = task === null ? null : { task, event };
  }

  #addEpoch({ model, label, report }: Extract<HostMessage, { readonly type: "epoch" }>): void {
    // Epochs come again when a training is resumed from an earlier checkpoint.
    const points = (this.#live.get(model)?.points ?? []).filter(({ epoch }) => epoch < report.epoch);
    this.#live = new Map(this.#live).set(model, { label, points: [...points, report] });
  }

  #stateChanged(state: State, before: State): void {
    const { saved } = state;
    if (saved.selected !== before.saved.selected) {
      this.#api.postMessage({ type: "selection", songs: saved.selected.songs, focus: saved.selected.focus });
    }
    const { representation, projection, method } = before.saved.view;
    const moves =
      saved.view.representation !== representation ||
      saved.view.projection !== projection ||
      saved.view.method !== method;
    if (moves && this.#phase.kind === "shown") {
      this.#load().catch((error: unknown) => {
        this.tell(error);
      });
    }
    this.#saving ??= setTimeout(() => {
      this.save();
    }, SAVE_DELAY_MS);
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
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
  const places = new Map(run.songs.filename.map((filename, song) => [filename, song]));
  return (song) => places.get(before.songs.filename[song] ?? "");
}
