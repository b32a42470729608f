import type { Reclustered, TunedScores } from "../shared/contract/panel/tuning.ts";
import type * as vscode from "vscode";
import type {
  DoctorResult,
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineResult,
  KeptRun,
} from "../shared/contract/rpc.ts";
import type { FolderSurvey, Song } from "../shared/contract/dataset.ts";
import type { Columns } from "../shared/table/columns.ts";
import type { ProgressEvent } from "../shared/contract/progress.ts";
import type { GenreSeparator, RunSettings, Task } from "../shared/contract/settings.ts";
import type { ViewManifest } from "../shared/contract/view.ts";
import type { SongTexts } from "../shared/contract/scale/song-table.ts";
import type { TextColumn } from "../shared/search/text-column.ts";
import type { ModelKind } from "../shared/contract/models.ts";
import type { ViewArray } from "../shared/npy.ts";
import type { Documents } from "./common/documents.ts";
import type { Proposals } from "./transcription/proposals.ts";

/** What the parts of the extension share: made once at activation, in extension.ts. */
export interface Services {
  readonly extensionUri: vscode.Uri;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineClient;
  readonly workspace: WorkspaceState;
  readonly opening: Opening;
  readonly records: RecordIndex;
  readonly runs: RunStore;
  readonly views: RunViewStore;
  readonly activity: Activity;
  readonly panel: PanelControl;
  readonly checks: CheckStore;
  readonly documents: Documents;
  readonly models: Models;
  readonly proposals: Proposals;
}

/** The engine's process: started with the first request, restarted after a crash, stopped with the window. */
export interface EngineClient {
  /**
   * Asks the engine. Cancelling the token stops the work.
   * @throws {EngineError} with the engine's kind, place and remedy; `cancelled` among the kinds, and `crashed` where the
   * process ended before it answered: whoever asked reports it.
   */
  request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    token?: vscode.CancellationToken,
  ): Promise<EngineResult<M>>;
  readonly onProgress: vscode.Event<EngineNotifications["progress"]>;
  readonly onEpoch: vscode.Event<EngineNotifications["epoch"]>;
  readonly onSong: vscode.Event<EngineNotifications["song"]>;
  /** The process ended by itself too often and is not started any more; requests are rejected as `crashed`. */
  readonly stopped: boolean;
  /** The user asks for something: the process may be started again. */
  retry(): void;
}

/** The folder of the window that Latentune works on. */
export interface Workspace {
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute. */
  readonly path: string;
  /** Relative to the folder, with forward slashes, as set. */
  readonly dataDir: string;
  /** What stands between the genres of a cell, as set. */
  readonly genreSeparator: GenreSeparator;
  /** As set, where that is usable. */
  readonly audioRoots: readonly string[];
  /** As the disk spells it; where it belongs if it is missing. */
  readonly lyricsFile: vscode.Uri;
  /** Whether `lyrics.csv` is there. */
  readonly hasLyrics: boolean;
  readonly genreMap: vscode.Uri;
  /** The data folder's `audio`; the folder itself where that is not there: then songs may lie anywhere in it. */
  readonly audioFolder: vscode.Uri;
}

export interface WorkspaceState {
  /** Undefined in a window without a folder. */
  readonly current: Workspace | undefined;
  readonly trusted: boolean;
  /** Folder, trust, settings, or the presence of `lyrics.csv` changed. */
  readonly onDidChange: vscode.Event<void>;
  /** Does the document hold the `lyrics.csv` of the current folder? */
  isLyrics(uri: vscode.Uri): boolean;
  /**
   * The settings that differ from the defaults, checked.
   * @throws {SettingsError} naming what does not fit.
   */
  settings(): Partial<RunSettings>;
  /** The queue of the editor's settings, as a request's parameter; empty where there is none. */
  queue(): { readonly queue?: string };
  /** Settles when the first look at the disk is over. */
  readonly ready: Promise<void>;
  /** Looks at the disk anew: for who has just changed it. */
  refresh(): Promise<void>;
  /** Asks which folder to work on, if several have songs; false if the user went back. */
  settle(): Promise<boolean>;
  /** Asks which folder to work on, in any case. */
  choose(): Promise<boolean>;
}

/** What the current folder holds where it has no table, as far as it is known. */
export interface Opening {
  readonly survey: FolderSurvey | undefined;
  readonly onDidChange: vscode.Event<void>;
}

/** A record of `lyrics.csv` in the present text of its document. */
export type LyricsRecord = Pick<Song, keyof Columns | "row" | "firstLine" | "lastLine">;

/** What lists show of a record. */
export type ListedRecord = Omit<LyricsRecord, "lyrics">;

/** Lines that a cursor or a selection holds, 1-based. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** The records of a text; each is read when it is asked for, so what is asked of them is asked before the text changes. */
export interface LyricsRecords {
  listed(): ListedRecord[];
  /** File names of the records that any of the ranges touches, in the order of the table. */
  namesIn(ranges: readonly LineRange[]): string[];
  /** The record that holds the 1-based line. */
  at(line: number): LyricsRecord | undefined;
  /** The first record of the name, compared in Unicode NFC. */
  named(filename: string): LyricsRecord | undefined;
}

/** Where records stand, without the engine: at once, as often as the text changes, also where nothing may run. */
export interface RecordIndex {
  of(document: vscode.TextDocument): LyricsRecords;
}

/** Kept runs of the current folder, newest first; read from disk by the host, so that they are there without the engine. */
export interface RunStore {
  readonly all: readonly KeptRun[];
  /** Folders of runs that cannot be used. */
  readonly broken: readonly BrokenRun[];
  /** The run that panel and editor show, until another one is chosen: a run that ends meanwhile does not take its place. */
  readonly shown: KeptRun | undefined;
  /** A run that has ended since, here or elsewhere, and that nobody has looked at or declined yet. */
  readonly offered: KeptRun | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** What a run is called everywhere: `Hard · 22 Nov 11:40`, or the user's name for it; told apart from others of that name. */
  titleOf(run: KeptRun): string;
  refresh(): Promise<void>;
  show(runId: string): void;
  /** What is offered is not wanted. */
  decline(): void;
}

/** A folder of a run whose record cannot be relied on: it was edited, cut off or deleted. */
export interface BrokenRun {
  /** The folder's name, which is the run's id. */
  readonly runId: string;
  /** Its record, absolute; it may not be there. */
  readonly file: string;
  /** What is wrong, as `settings.seed is missing`. */
  readonly problem: string;
}

/** A kept run's view, read by the host for the editor. Songs are indices of its arrays. */
export interface RunView {
  readonly run: KeptRun;
  readonly manifest: ViewManifest;
  readonly songs: RunSongs;
  /** The song of a file name, compared in Unicode NFC; undefined if the run had no such song. */
  songNamed(filename: string): number | undefined;
  /** An array of the view by its path in the manifest; kept once read. */
  array(file: string): Promise<ViewArray>;
}

export interface RunSongs {
  readonly filename: TextColumn;
  /** What else is known of songs, without those that the run has not. */
  texts(songs: readonly number[]): Promise<readonly SongTexts[]>;
}

export interface RunViewStore {
  /**
   * The run's view; made by the engine first if it is missing and the workspace is trusted. Undefined where it is missing and may not be made.
   * @throws if its files cannot be read.
   */
  get(run: KeptRun): Promise<RunView | undefined>;
}

export type EpochNews = EngineNotifications["epoch"];

/** One long work, and what is needed to start it. */
export interface Work<T> {
  /** As in a sentence: `data check`. */
  readonly title: string;
  readonly task: Task | null;
  /** One line for its progress, where steps and percents say too little. */
  readonly describe?: (event: ProgressEvent) => string;
  /** Asks the engine; the token names the request in the engine's notifications. */
  readonly ask: (token: string, cancellation: vscode.CancellationToken) => Promise<T>;
}

/** The one long thing that goes on in a window: a task, a beta sweep, a check. */
export interface Activity {
  /** `title`: as a heading, such as `Hard task`. */
  readonly current:
    { readonly title: string; readonly task: Task | null; readonly event: ProgressEvent | null } | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Whether the panel is in sight, which tells it. */
  readonly watched: boolean;
  watch(isWatched: boolean): void;
  /** How the last work ended, for people, if that needs words: what a cancelled one has kept. Until the next one starts. */
  readonly ended: string | undefined;
  /** The epochs that were told of each network, one entry a network, the one told of last at the end; kept until the next work starts. */
  readonly epochs: readonly EpochNews[];
  readonly onEpoch: vscode.Event<EpochNews>;
  /**
   * Does one long work. A notification shows its progress and cancels it, unless the panel is watched, whose line does both of runs.
   * @throws {UserError} if another one goes on in this window
   */
  run<T>(work: Work<T>): Promise<T>;
  /** Cancels what goes on; false if nothing does. */
  cancel(): boolean;
}

/** What the last thorough check of the data ("Check Data") found: it decodes, so it knows silent and broken songs. */
export interface CheckStore {
  /** Undefined before the first one in this folder. */
  readonly latest: DoctorResult | undefined;
  keep(result: DoctorResult): void;
  readonly onDidChange: vscode.Event<void>;
}

/** The analysis panel, from outside. */
export interface PanelControl {
  /** Opens or uncovers it. */
  open(): Promise<void>;
  /** Does with a song what a click on its point would; opens the panel if need be. */
  act(filename: string, action: "select" | "play"): Promise<void>;
  /** Opens it with two kept runs, by their ids, beside each other. */
  compare(a: string, b: string): Promise<void>;
  /** File names of the songs that are selected in it, and the one whose details are shown. */
  readonly selected: { readonly filenames: readonly string[]; readonly focus: string | undefined };
  readonly onDidSelect: vscode.Event<void>;
  /** Whether the user looks at a run while another one goes on: then that one is offered when it is done, not shown. */
  readonly keepsRun: boolean;
  /** The clustering that it shows or last showed; undefined before it was open: then what a run's view starts with. */
  readonly clustering: ClusteringChoice | undefined;
  readonly onDidChooseClustering: vscode.Event<void>;
}

/** A representation and a method by their names in the metrics table. */
export interface ClusteringChoice {
  readonly representation: string;
  readonly method: string;
  /** What is shown in the place of its clusters; null: the run's own. */
  readonly tuned: TunedReply | null;
}

/** A run's clustering with other parameters, as the engine told it to the panel. */
export interface TunedReply {
  readonly runId: string;
  readonly clusters: Reclustered;
  /** Null until they are there. */
  readonly scores: TunedScores | null;
}

/** A model that is on this machine, as a request to the engine names it. */
export interface ReadyModel {
  readonly model: string;
  readonly modelsDir: string;
}

export interface NeededModel {
  readonly kind: ModelKind;
  readonly settings: Partial<RunSettings>;
  /** The button that goes on without a model, where that is possible. */
  readonly without?: string;
}

/** Models on this machine, and the way to get one that is not. */
export interface Models {
  /** The extension's own folder of models, absolute. */
  readonly storage: string;
  /**
   * Makes sure that a model is there. One that is not is downloaded once the user has agreed: asked once for each model,
   * told its size and where it comes from.
   * @returns undefined if the user goes on without it
   * @throws {vscode.CancellationError} if the user went back
   */
  ensure(needed: NeededModel): Promise<ReadyModel | undefined>;
  /** Lets the user choose a model and keeps it in the settings. */
  choose(kind: ModelKind): Promise<void>;
}
