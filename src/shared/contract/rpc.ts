import type { Comparison, ComparisonParams } from "./panel/comparison.ts";
import type { KSweep } from "./k-sweep.ts";
import type { DecodedMel, LatentPlace, LatentSpace, NetworkOfRun, PathEnds, SongPath } from "./panel/latent.ts";
import type { ModelKind, ModelWeights } from "./models.ts";
import type { OwnScores } from "./panel/own-scores.ts";
import type { ProgressEvent } from "./progress.ts";
import type { RunManifest } from "./run.ts";
import type { GenreSeparator, RunSettings, Task } from "./settings.ts";
import type { EpochReport, ExecutionProvider, IdleProvider } from "./train.ts";
import type {
  LyricsProposal,
  TranscribedSong,
  LrcExport,
  TranscriptFile,
  TranscriptionRequest,
  TranscriptionResult,
} from "./transcript.ts";
import type { ProjectionName } from "./projections.ts";
import type { SongMels, ViewManifest, ViewProjection } from "./view.ts";
import type { MeaningQuery, MeantSongs } from "./panel/meaning.ts";
import type { SongPage, SongPageParams, SongQuery, SongSet, SongTexts } from "./scale/song-table.ts";
import type { KeptTuning, Reclustered, TuneAsked, TunedClustering, TunedScores, TuneStart } from "./panel/tuning.ts";
import type { ReportFormatName } from "./result-files.ts";
import type { FolderSurvey } from "./dataset.ts";
import type { FolderLabels, TablePlan, WrittenTable } from "./new-table.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** Host and engine of one installation always fit; a number that differs means that a file of it was replaced. */
export const RPC_VERSION = 2;

/**
 * The requests that the engine's process answers, as JSON-RPC. A failed one rejects with an {@link EngineErrorData};
 * cancelling the request's token stops the work within a second and rejects it as cancelled.
 */
export interface EngineRequests {
  readonly initialize: Request<{ readonly rpcVersion: number }, EngineInfo>;
  /** Runs a task; notifies of `progress` and `epoch` under its token. */
  readonly runTask: Request<RunTaskParams, RunTaskResult>;
  /** Keeps a Hard run per β, or takes the equal one that is kept; compares them in `beta_sweep/` of the Hard results. */
  readonly betaSweep: Request<TokenParams & SettingsParams, { readonly resultsDir: string; readonly report: string }>;
  /** Judges every number of clusters for all representations of the task's latest run; writes `k_sweep/` of its results. */
  readonly kSweep: Request<
    WorkspaceParams & TokenParams & { readonly task: Task },
    { readonly resultsDir: string; readonly sweeps: readonly Pick<KSweep, "representation" | "label" | "best">[] }
  >;
  /** What the folder holds, by the names of its files, where it has no table. */
  readonly surveyFolder: Request<WorkspaceParams, FolderSurvey>;
  /** Reads the tags of songs for rows of a table; notifies of `progress` under its token. Writes nothing. */
  readonly planTable: Request<TableParams & TokenParams, TablePlan>;
  /** Writes the rows of {@link EngineRequests.planTable}. */
  readonly writeTable: Request<TableParams & TokenParams & { readonly labels: FolderLabels }, WrittenTable>;
  readonly mergeGenres: Request<GenreParams & { readonly overwriteLyrics: boolean }, MergeGenresResult>;
  /** Writes a table of the data folder in UTF-8 and repairs text that was encoded twice. `encoding`: what the user says that it is. */
  readonly convertTable: Request<
    WorkspaceParams & { readonly table: "lyrics" | "genreMap"; readonly encoding?: string },
    ConvertedTable
  >;
  /** Everything that a run would stumble over; decodes every song. */
  readonly doctor: Request<TokenParams & SettingsParams, DoctorResult>;
  /** What can be said about the data without decoding: quick, for the Problems list. `lyricsText`: the unsaved text of the editor. */
  readonly checkData: Request<GenreParams & { readonly lyricsText?: string }, CheckDataResult>;
  readonly listRuns: Request<WorkspaceParams, readonly KeptRun[]>;
  /** Marks that are left out stay as they are; an empty name takes the name away. */
  readonly annotateRun: Request<RunParams & RunAnnotation, KeptRun>;
  /** Sets a run aside: until the next command of the workspace it can be restored. */
  readonly deleteRun: Request<RunParams, { readonly runId: string }>;
  readonly restoreRun: Request<RunParams, KeptRun>;
  /** Writes the report of a kept run. `out`: the folder, absolute. @returns the files, absolute, and which could not be written */
  readonly exportReport: Request<
    RunParams & { readonly formats: readonly ReportFormatName[]; readonly out: string },
    { readonly files: readonly string[]; readonly warnings: readonly Diagnostic[] }
  >;
  /** Two clusterings of kept runs beside each other. Views and maps that are missing are made, with `progress` under the token. */
  readonly compare: Request<WorkspaceParams & TokenParams & ComparisonParams, Comparison>;
  readonly clearCache: Request<WorkspaceParams, { readonly bytes: number }>;
  /** Makes sure that the run's `view/` is there and up to date. */
  readonly prepareView: Request<RunParams, ViewManifest>;
  /** Makes a map that the run has not, and adds it to the view. */
  readonly project: Request<
    RunParams & TokenParams & { readonly representation: string; readonly method: ProjectionName },
    ViewProjection
  >;
  /** A k sweep of one of the run's representations, by default from 2 to 20; of its k-distances at most 500. Writes no results. */
  readonly sweepRepresentation: Request<
    RunParams & TokenParams & { readonly representation: string; readonly from?: number; readonly to?: number },
    KSweep
  >;
  /** Of the tune strip: see panel/tuning.ts. The last one publishes a new run; the others write nothing. */
  readonly startTuning: Request<RunParams & TuneAsked, TuneStart>;
  readonly recluster: Request<RunParams & TunedClustering, Reclustered>;
  readonly scoreTuned: Request<RunParams & TunedClustering, TunedScores>;
  /** `tuned`: clusters that are scored as well. */
  readonly ownScores: Request<RunParams & { readonly tuned: TunedClustering | null }, OwnScores>;
  readonly keepTuned: Request<RunParams & TokenParams & TunedClustering, KeptTuning>;
  /** A page of the run's songs, sorted and filtered. */
  readonly songsPage: Request<RunParams & SongPageParams, SongPage>;
  /** Which songs are in rows `from` to `from + count` of a query, all of them by default: to select or dim them. */
  readonly songsInRows: Request<
    RunParams & SongQuery & { readonly from?: number; readonly count?: number },
    { readonly total: number; readonly songs: SongSet }
  >;
  /** Texts of single songs, at most `MOST_ROWS`, in the order asked for. */
  readonly songTexts: Request<RunParams & { readonly songs: readonly number[] }, readonly SongTexts[]>;
  /** Ranks the run's songs by what a text means; one that is asked for later cancels it. `modelsDirs`: the host's folders of models. */
  readonly searchByMeaning: Request<RunParams & MeaningQuery & { readonly modelsDirs: readonly string[] }, MeantSongs>;
  /** Makes the spectrograms of one song. */
  readonly songMels: Request<RunParams & { readonly song: number }, SongMels>;
  /** Along what the songs lie in a network's latents, and how far. */
  readonly latentSpace: Request<RunParams & NetworkOfRun, LatentSpace>;
  readonly decodeLatents: Request<RunParams & LatentPlace, DecodedMel>;
  /** What is decoded as sound, in an absolute WAV file: made from the spectrogram, not the recording. */
  readonly hearLatents: Request<RunParams & LatentPlace, { readonly file: string }>;
  /** Null where the nearest songs of each song do not join the two. */
  readonly songPath: Request<RunParams & PathEnds, SongPath | null>;
  /** Looks for a model on this machine; touches no network. */
  readonly findModel: Request<ModelParams, FoundModel>;
  /** Asks the hub how large a model is; the user has agreed to that. */
  readonly planModel: Request<ModelParams, ModelDownload>;
  /** Downloads a model, or what an earlier try left of it; the user has agreed. Tells `progress` under its token. */
  readonly downloadModel: Request<ModelParams & TokenParams, ModelDownload>;
  /** Writes missing lyrics into `lyrics.csv`, row by row; notifies of `progress`, and `song` after each row, under its token. */
  readonly transcribe: Request<
    SettingsParams & TokenParams & { readonly transcription: TranscriptionRequest },
    TranscriptionResult
  >;
  /** Hears one song, whether it has lyrics or not, and says what `lyrics.csv` would become; nothing is written. */
  readonly proposeLyrics: Request<
    SettingsParams &
      TokenParams &
      Pick<TranscriptionRequest, "model" | "writeLanguage"> & { readonly filename: string },
    LyricsProposal
  >;
  /** Puts the lyrics of a proposal in the place of those that the song has. */
  readonly acceptLyrics: Request<
    WorkspaceParams & Pick<TranscriptionRequest, "writeLanguage"> & { readonly transcript: TranscriptFile },
    { readonly written: boolean }
  >;
  /** Writes lyrics with their times as `.lrc` into a folder, or beside each song. */
  readonly exportLrc: Request<SettingsParams & { readonly folder: string | null }, LrcExport>;
  /** Decodes a song into a WAV file that a browser plays; for formats that it has no decoder for. */
  readonly playable: Request<WorkspaceParams & { readonly audio: string }, { readonly file: string }>;
}

/** Sent by the engine while a request runs. */
export interface EngineNotifications {
  readonly progress: { readonly token: string; readonly event: ProgressEvent };
  readonly epoch: {
    readonly token: string;
    readonly model: string;
    readonly label: string;
    /** Ascending, at least one. */
    readonly reports: readonly EpochReport[];
  };
  readonly song: {
    readonly token: string;
    readonly song: TranscribedSong;
    readonly done: number;
    readonly total: number;
  };
  readonly log: { readonly level: "info" | "warn" | "error"; readonly message: string };
}

export interface Request<Params, Result> {
  readonly params: Params;
  readonly result: Result;
}
export type EngineMethod = keyof EngineRequests;
export type EngineParams<M extends EngineMethod> = EngineRequests[M]["params"];
export type EngineResult<M extends EngineMethod> = EngineRequests[M]["result"];

export interface WorkspaceParams {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  /** The data folder, relative to the workspace; default `data`. */
  readonly dataDir?: string;
  /** As the setting of that name; default: none. */
  readonly audioRoots?: readonly string[];
}
export interface GenreParams extends WorkspaceParams {
  /** Default: `auto`. */
  readonly genreSeparator?: GenreSeparator;
}
export interface SettingsParams extends WorkspaceParams {
  readonly settings: Partial<RunSettings>;
  /** The address of a queue whose workers work on the songs; left out: the engine's machine does. */
  readonly queue?: string;
}
export interface TokenParams {
  /** Names this request in its notifications. */
  readonly token: string;
}
export interface TableParams extends WorkspaceParams {
  /** Whether songs are added to the table that is there, those that no row of it names; else there must be none. */
  readonly add: boolean;
}
export interface RunParams extends WorkspaceParams {
  readonly runId: string;
}
export interface RunTaskParams extends SettingsParams, TokenParams {
  readonly task: Task;
}
export interface RunTaskResult {
  readonly manifest: RunManifest;
  /** `results_<task>/`, absolute. */
  readonly resultsDir: string;
  /** `REPORT.md` in it, absolute. */
  readonly report: string;
  /** The kept run's folder, absolute. */
  readonly runDir: string;
}

/** A model that is wanted, and where it may lie. */
export interface ModelParams {
  readonly kind: ModelKind;
  /** A short name (`small`), a hub id or a folder. */
  readonly model: string;
  readonly weights: ModelWeights;
  readonly executionProvider: ExecutionProvider;
  /** The folder of models that the user set; null: the host's own, then that of the command line. */
  readonly modelsDir: string | null;
  /** The host's own folder of models, absolute. */
  readonly storage: string;
}
export type FoundModel =
  | {
      readonly found: true;
      /** As results name it: the hub id, or the folder. */
      readonly id: string;
      readonly weights: Exclude<ModelWeights, "auto">;
      /** The folder of models that holds it: what a run's `modelsDir` must be. */
      readonly modelsDir: string;
    }
  | {
      readonly found: false;
      readonly id: string;
      readonly reason: "missing" | "broken";
      readonly message: string;
      /** One sentence; null where a download or another folder is what helps. */
      readonly remedy: string | null;
      /** The folders that were looked into, absolute. */
      readonly looked: readonly string[];
      /** Where a download may help: its weights, its address, and its size in MB where that is known before the hub is asked. */
      readonly download: {
        readonly weights: Exclude<ModelWeights, "auto">;
        readonly source: string;
        readonly megabytes: number | null;
        readonly licence: string | null;
      } | null;
    };
export interface ModelDownload {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly totalBytes: number;
  /** Of these, what is not there yet. */
  readonly missingBytes: number;
}

export interface EngineInfo extends Pick<MachineReport, "versions" | "ffmpeg"> {
  readonly rpcVersion: number;
  readonly pid: number;
}

/** What the user gave a run: kept in `marks.json` of the run's folder. */
export interface RunAnnotation {
  /** A name of the user's own; empty or left out: none. */
  readonly name?: string;
  readonly pinned?: boolean;
}
export interface KeptRun {
  readonly manifest: RunManifest;
  /** Absolute. */
  readonly runDir: string;
  readonly annotation: RunAnnotation;
}

export interface MergeGenresResult {
  readonly counts: Readonly<Record<string, number>>;
  readonly fromTable: number;
  readonly fromMap: number;
  readonly missing: readonly string[];
  readonly metaFile: string;
  readonly lyricsChanged: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface ConvertedTable {
  /** Relative to the workspace, with forward slashes. */
  readonly file: string;
  /** What it was read as, for people. */
  readonly encoding: string;
  /** Cells that were encoded twice and are repaired. */
  readonly repaired: number;
  /** False: it was as it should be. */
  readonly changed: boolean;
}

export interface DoctorResult {
  readonly machine: MachineReport;
  readonly rows: { readonly total: number; readonly usable: number };
  /** Why no task can run, as a sentence; null where one can. */
  readonly cannotRun: string | null;
  readonly languages: Readonly<Record<string, number>>;
  readonly genres: Readonly<Record<string, number>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Every record of `lyrics.csv` with its place, and what is wrong with it. */
export interface CheckDataResult {
  /** Absolute path of `lyrics.csv`, whether it is there or not. */
  readonly lyricsFile: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Why no task can run, as a sentence; null where one can. */
  readonly cannotRun: string | null;
  readonly counts: {
    readonly rows: number;
    readonly songs: number;
    readonly withoutLyrics: number;
    readonly withoutGenre: number;
  };
}

/** `data` of a JSON-RPC error of the engine. */
export interface EngineErrorData {
  /**
   * `usage`: a setting out of range; `data`: something of the workspace; `machine`: a native part that this installation or
   * machine cannot run; `busy`: another run; `cancelled`; `defect`: ours.
   */
  readonly kind: "usage" | "data" | "machine" | "busy" | "cancelled" | "defect";
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly remedy?: string | undefined;
  /** The model that is missing or broken, if that is what is wrong. */
  readonly model?: { readonly kind: ModelKind; readonly name: string };
}

/** What the machine can do. */
export interface MachineReport {
  readonly versions: Readonly<Record<string, string>>;
  /** The ffmpeg that is used for formats without a decoder; null if there is none. */
  readonly ffmpeg: string | null;
  /** With which ONNX Runtime can compute networks here; none where it cannot be loaded: a diagnostic says why. */
  readonly executionProviders: readonly string[];
  /** Those that it was built with and that cannot start here. */
  readonly idleProviders: readonly IdleProvider[];
  readonly cores: number;
  readonly memoryGiB: number;
  /** Formats with a decoder inside the process. */
  readonly decoders: readonly string[];
}
