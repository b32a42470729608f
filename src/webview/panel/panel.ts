import { Player } from "../audio/player.ts";
import { titleOfRun } from "../../shared/names.ts";
import { messageOf } from "../../shared/thrown.ts";
import type { NearSongs } from "../data/near.ts";
import type { Fetch } from "../data/run-view.ts";
import type { SongRows } from "../data/song-rows.ts";
import type { Shown } from "../data/shown.ts";
import type { SelectMode } from "../map/encoding.ts";
import type { HostMessage, PanelMessage, PanelMethod, PanelParams, PanelResult } from "../protocol.ts";
import { NOTHING_SAID, type HostState } from "./host/host-state.ts";
import { RequestClient } from "./host/client.ts";
import type { VsCodeApi } from "./host/vscode-api.ts";
import { NOTHING_LIVE, withEpoch, withProgress, type Live } from "./live.ts";
import { RunOpener, type MapState, type Phase, type TuningState } from "./run-opener.ts";
import { Labelling } from "./own-labels.ts";
import { Comparing } from "./comparing.ts";
import { OwnScoring } from "./own-scoring.ts";
import { ListedSongs } from "./listed-songs.ts";
import type { MeaningSearch } from "./meaning.ts";
import { FILTER, MAP, RECONSTRUCTION, SCORES, SEARCH, SORT, VIEW, type ViewChoice } from "./state/choices.ts";
import { TUNING, tuningOf } from "./state/tuning.ts";
import type { SongTexts } from "../../shared/contract/scale/song-table.ts";
import type { OwnScores } from "../../shared/contract/panel/own-scores.ts";
import type { Action } from "./state/reducer.ts";
import type { SavedGroup } from "../base/saved-group.ts";
import { choiceOf, restore, toSave, type State } from "./state/state.ts";
import { Store } from "./state/store.ts";

const SAVE_DELAY_MS = 50;
/** The host is told of selections of so many songs at most. */
const MOST_TOLD = 20_000;

/** The panel without its looks: the host's messages in, the state that views draw out. Views call its methods and listen. */
export class Panel {
  readonly store: Store;
  readonly player: Player;
  readonly comparing: Comparing;
  readonly labelling: Labelling;
  readonly #api: VsCodeApi;
  readonly #client: RequestClient;
  readonly #opener: RunOpener;
  readonly #listeners = new Set<() => void>();
  #host: HostState = NOTHING_SAID;
  #live: Live = NOTHING_LIVE;
  #problem: string | null = null;
  #saving: ReturnType<typeof setTimeout> | undefined;
  /** What the host asked for before the run was there. */
  #waiting: Extract<HostMessage, { readonly type: "act" }> | null = null;
  readonly #listed: ListedSongs;
  readonly #ownScoring: OwnScoring;
  #texts = 0;

  /** @param saved the groups that outlive a reload */
  constructor(api: VsCodeApi, audio: HTMLAudioElement, fetchFile: Fetch, saved: readonly SavedGroup[]) {
    this.#api = api;
    const post = (message: PanelMessage): void => {
      api.postMessage(message);
    };
    this.#client = new RequestClient(post);
    this.#listed = new ListedSongs({ client: this.#client, arrived: this.#arrived, report: this.report });
    this.#ownScoring = new OwnScoring(this.#client, this.#arrived, this.report);
    this.store = new Store(restore(api.getState(), saved));
    this.player = new Player(audio, async (song, decode) => (await this.request("audio", { song, decode })).uri);
    const { store } = this;
    this.comparing = new Comparing({
      fetch: fetchFile,
      store,
      client: this.#client,
      changed: this.#arrived,
      report: this.report,
    });
    this.#opener = new RunOpener({
      fetch: fetchFile,
      store,
      client: this.#client,
      post,
      opened: (songs) => void this.labelling.open(songs),
      leave: () => {
        this.player.stop();
      },
      changed: this.#opened,
      arrived: this.#arrived,
      report: this.report,
    });
    this.labelling = new Labelling(this.#client, this.#opener.relabel, this.report);
    this.store.subscribe(this.#stateChanged);
    this.player.subscribe(this.#notify);
  }

  get state(): State {
    return this.store.state;
  }
  get phase(): Phase {
    return this.#opener.now.phase;
  }
  get host(): HostState {
    return this.#host;
  }
  get shown(): Shown | null {
    return this.#opener.now.shown;
  }
  /** Null until they are read: they come after the first picture. */
  get near(): NearSongs | null {
    return this.#opener.now.near;
  }
  get map(): MapState {
    return this.#opener.now.map;
  }
  get tuning(): TuningState {
    return this.#opener.now.tuning;
  }
  /** The run against the user's own labels; null where that is not wanted, or not there yet. */
  get ownScores(): OwnScores | null {
    return this.#ownScoring.of(this.shown);
  }
  get live(): Live {
    return this.#live;
  }
  /** What the user must know of something that failed beside the views. */
  get problem(): string | null {
    return this.#problem;
  }

  /** The model whose errors and differences are shown; null in a run without one. */
  get model(): string | null {
    const models = (this.shown?.run.manifest.models ?? []).filter(({ errors }) => errors !== null);
    const chosen = this.choice(RECONSTRUCTION).model;
    return (models.find(({ name }) => name === chosen) ?? models[0])?.name ?? null;
  }

  /** What is known of the songs that are searched by meaning. */
  get meaning(): MeaningSearch {
    return this.#listed.meaning;
  }

  /** One byte per song, 1 where the filter does not match; null without a filter. */
  get dimmed(): Uint8Array | null {
    return this.#listed.dimmed(this.shown, this.choice(FILTER), this.choice(SEARCH).by, this.model);
  }

  /**
   * The songs as the rows of their table stand; null before a run is shown. In a run of many they are those that the filter
   * leaves, else all, with those first.
   */
  get rows(): SongRows | null {
    const { shown } = this;
    if (shown === null) return null;
    return this.#listed.rows(shown, this.choice(SORT), this.choice(FILTER), this.choice(SEARCH).by, this.model);
  }

  /** Counts how often texts of songs have come: what is written of one may be another text now. */
  get texts(): number {
    return this.#texts;
  }

  choice<T extends object>(group: SavedGroup<T>): T {
    return choiceOf(this.state, group);
  }

  /** Called after every change of anything above. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#api.postMessage({ type: "ready", runId: this.state.runId });
  }

  dispatch(action: Action): void {
    this.store.dispatch(action);
  }

  change<T extends object>(group: SavedGroup<T>, to: Partial<T>): void {
    this.store.dispatch({ type: "change", group, to });
  }

  /** Shows something else: a place on another map means nothing, nor do the hidden groups of another colouring. */
  show(to: Partial<ViewChoice>): void {
    this.change(VIEW, to);
    // Weights are those of a representation.
    if (to.representation !== undefined) this.change(TUNING, { weights: null });
    this.change(MAP, {
      ...(to.representation === undefined && to.projection === undefined ? {} : { view: null }),
      ...(to.method === undefined && to.colour === undefined ? {} : { hidden: [] }),
    });
  }

  request<M extends PanelMethod>(method: M, params: PanelParams<M>): Promise<PanelResult<M>> {
    return this.#client.request(method, params);
  }

  /** The texts of some songs, by their numbers; those of a run of many come from the host. */
  textsOf(songs: readonly number[]): Promise<(song: number) => Pick<SongTexts, "filename" | "row">> {
    return this.#listed.textsOf(this.shown, songs);
  }

  /** A request whose failure the user sees, and nobody else needs to know. */
  ask<M extends PanelMethod>(method: M, params: PanelParams<M>): void {
    this.request(method, params).catch(this.report);
  }

  /** Shows an error to the user and logs it with the host. */
  readonly report = (error: unknown): void => {
    const message = messageOf(error);
    this.#problem = message;
    this.#api.postMessage({ type: "log", message });
    this.#notify();
  };

  dismissProblem(): void {
    this.#problem = null;
    this.#notify();
  }

  /** Selects one song as a click does. */
  activate(song: number, mode: SelectMode = "replace"): void {
    this.dispatch({ type: "select", songs: [song], mode, ...(mode === "subtract" ? {} : { focus: song }) });
  }

  /** Opens the song's row in the editor: only what asks for it does, for the panel may become smaller. */
  openRow(song: number): void {
    this.ask("openRow", { song });
  }

  receive(message: HostMessage): void {
    switch (message.type) {
      case "reply":
        this.#client.settle(message);
        return;
      case "show":
        this.#host = {
          ...this.#host,
          runs: message.runs,
          offered: message.offered,
          trusted: message.trusted,
          workspace: message.workspace,
          survey: message.survey,
        };
        this.#lookForShown(message.runs);
        this.#opener.show(message.run);
        break;
      case "failed":
        this.#opener.fail(message.message);
        break;
      case "cursor":
        this.dispatch({ type: "cursor", songs: message.songs });
        break;
      case "act":
        this.#waiting = message;
        if (this.phase.kind === "shown") this.#act();
        break;
      case "labels":
        void this.labelling.refresh();
        break;
      case "compare":
        this.comparing.with(message.runId);
        break;
      case "progress":
        if (message.task !== null && this.#live.progress === null) this.#api.postMessage({ type: "watch", run: true });
        this.#live = withProgress(this.#live, message);
        break;
      case "epoch":
        this.#live = withEpoch(this.#live, message);
        break;
    }
    this.#notify();
  }

  /** Another run takes the place of one that is gone, whoever deleted it: that is said. */
  #lookForShown(runs: HostState["runs"]): void {
    const gone = this.phase.kind === "shown" ? this.shown?.run.source : undefined;
    if (gone === undefined || runs.some(({ runId }) => runId === gone.runId)) return;
    this.#problem = `“${titleOfRun(gone)}”, which was shown here, is gone: it was deleted, or its record cannot be used.`;
  }

  /** Gives the map's place to the curves of the run that goes on, or back to the map. */
  watch(watched: boolean): void {
    this.#live = { ...this.#live, watched };
    this.#api.postMessage({ type: "watch", run: watched });
    this.#notify();
  }

  /** The user has read how the last run ended. */
  forgetEnded(): void {
    this.#live = { ...this.#live, ended: null };
    this.#notify();
  }

  /** Keeps the state now instead of in a moment: the page goes. */
  save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    this.#api.setState(toSave(this.state));
  }

  /** Tries a failed run or map again; what the host could not open, it is asked for once more. */
  retry(): void {
    const { phase } = this;
    if (phase.kind === "failed" && phase.run === null) this.start();
    else this.#opener.retry();
  }

  readonly #opened = (): void => {
    this.#notify();
    if (this.phase.kind === "shown") this.#act();
  };

  #act(): void {
    if (this.#waiting === null) return;
    const { song, action } = this.#waiting;
    this.#waiting = null;
    this.dispatch({ type: "select", songs: [song], mode: "replace", focus: song });
    if (action === "play") void this.player.play(song);
  }

  readonly #stateChanged = (state: State, before: State): void => {
    if (state.selected !== before.selected) {
      const { songs, focus } = state.selected;
      this.#api.postMessage({ type: "selection", songs: songs.length > MOST_TOLD ? [] : songs, focus });
    }
    const [now, then] = [choiceOf(state, VIEW), choiceOf(before, VIEW)];
    const moves =
      choiceOf(state, TUNING) !== choiceOf(before, TUNING) ||
      now.representation !== then.representation ||
      now.projection !== then.projection ||
      now.method !== then.method;
    if (moves && this.phase.kind === "shown") this.#opener.reload();
    this.#saving ??= setTimeout(() => {
      this.save();
    }, SAVE_DELAY_MS);
    this.#notify();
  };

  readonly #arrived = (): void => {
    this.#texts += 1;
    this.#notify();
  };

  readonly #notify = (): void => {
    this.comparing.follow(this.shown);
    const wanted = this.#host.trusted && this.choice(SCORES).own;
    this.#ownScoring.follow({ shown: this.shown, tuning: tuningOf(this.choice(TUNING)), wanted });
    for (const listener of this.#listeners) listener();
  };
}
