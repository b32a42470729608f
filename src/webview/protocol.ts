// The messages between the panel and its host, one union per direction. Neither side imports anything else of the other.
import type { ComparedChoice, Comparison } from "../shared/contract/panel/comparison.ts";
import type { ProgressEvent } from "../shared/contract/progress.ts";
import type { FolderSurvey } from "../shared/contract/dataset.ts";
import type {
  DecodedMel,
  LatentPlace,
  LatentSpace,
  NetworkOfRun,
  PathEnds,
  SongPath,
} from "../shared/contract/panel/latent.ts";
import type { OwnScores } from "../shared/contract/panel/own-scores.ts";
import type {
  KeptTuning,
  TuneAsked,
  Reclustered,
  TunedClustering,
  TunedScores,
  TuneStart,
} from "../shared/contract/panel/tuning.ts";
import type { MeaningQuery, MeantSongs, SearchBy } from "../shared/contract/panel/meaning.ts";
import type { Request } from "../shared/contract/rpc.ts";
import type { Task } from "../shared/contract/settings.ts";
import type { EpochReport } from "../shared/contract/train.ts";
import type { ProjectionName } from "../shared/contract/projections.ts";
import type { SongPage, SongPageParams, SongQuery, SongSet, SongTexts } from "../shared/contract/scale/song-table.ts";
import type { SongMels, ViewProjection } from "../shared/contract/view.ts";

/** What the panel asks of its host. A failed request rejects at its caller with the message (and remedy) for people. */
export interface PanelRequests {
  /** Shows the song's record in `lyrics.csv`, whole and selected, and moves the keyboard there. */
  readonly openRow: Request<{ readonly song: number }, null>;
  /** What the panel shows of the selected song and does not keep for all. */
  readonly songDetails: Request<{ readonly song: number }, SongDetails>;
  /** A page of the songs, where the run's view has their columns as files; see contract/rpc.ts. */
  readonly songsPage: Request<SongPageParams, SongPage>;
  readonly songsInRows: Request<
    SongQuery & { readonly from?: number; readonly count?: number },
    { readonly total: number; readonly songs: SongSet }
  >;
  readonly songTexts: Request<{ readonly songs: readonly number[] }, readonly SongTexts[]>;
  /** Songs whose lyrics or sound come nearest to what a text means; see contract/panel/meaning.ts. */
  readonly searchByMeaning: Request<MeaningQuery, MeantSongs>;
  /** Gets the model that such a search of this run needs, once the user agrees; false if he does not. */
  readonly getMeaningModel: Request<{ readonly by: SearchBy }, { readonly ready: boolean }>;
  /** Shows the setting by which a run can be searched so. */
  readonly showSearchSetting: Request<{ readonly by: SearchBy }, null>;
  /** Spectrograms of one song, as files below {@link RunSource.baseUri}. */
  readonly songMels: Request<{ readonly song: number }, SongMels>;
  /** A map that is not there yet. */
  readonly project: Request<{ readonly representation: string; readonly method: ProjectionName }, ViewProjection>;
  /** Of one network; its file below {@link RunSource.baseUri}. */
  readonly latentSpace: Request<NetworkOfRun, LatentSpace>;
  readonly decodeLatents: Request<LatentPlace, DecodedMel>;
  readonly hearLatents: Request<LatentPlace, { readonly uri: string }>;
  readonly songPath: Request<PathEnds, SongPath | null>;
  /** The shown run's clustering beside another one, also of the same run; `run`: where the other's files lie. */
  readonly compare: Request<
    { readonly a: Omit<ComparedChoice, "runId">; readonly b: ComparedChoice; readonly projection: ProjectionName },
    { readonly comparison: Comparison; readonly run: RunSource }
  >;
  /** Of the tune strip, as of the engine: contract/panel/tuning.ts. */
  readonly startTuning: Request<TuneAsked, TuneStart>;
  readonly recluster: Request<TunedClustering, Reclustered>;
  readonly scoreTuned: Request<TunedClustering, TunedScores>;
  readonly keepTuned: Request<TunedClustering, KeptTuning>;
  /** The run's clusterings, and those that are tuned, against the user's own labels as they are now. */
  readonly ownScores: Request<{ readonly tuned: TunedClustering | null }, OwnScores>;
  /** Where a song can be played from. `decode`: the browser could not play the file itself. */
  readonly audio: Request<{ readonly song: number; readonly decode: boolean }, { readonly uri: string }>;
  /** Asks where to save, and saves; null if the user went back. */
  readonly save: Request<
    {
      readonly suggestedName: string;
      readonly kind: "png" | "svg" | "csv" | "md" | "tex";
      readonly data: string;
      readonly base64: boolean;
    },
    { readonly path: string } | null
  >;
  /** How the last figure of this workspace was exported, as the panel has it; null: none has been. */
  readonly lastFigure: Request<null, unknown>;
  readonly keepFigure: Request<unknown, null>;
  /** Asks where to save a playlist of songs, and saves it; null if the user went back. */
  readonly savePlaylist: Request<
    { readonly suggestedName: string; readonly songs: readonly number[] },
    { readonly path: string } | null
  >;
  /** The user's own labels of the run's songs. */
  readonly ownLabels: Request<null, OwnLabels>;
  /** Gives songs labels, in `annotations.csv`; an empty one takes theirs away. Answers all labels as they are then. */
  readonly setOwnLabels: Request<{ readonly changes: readonly OwnLabelChange[] }, OwnLabels>;
  readonly runTask: Request<{ readonly task: Task }, null>;
  readonly cancelRun: Request<null, null>;
  /** Shows another kept run in this panel. */
  readonly showRun: Request<{ readonly runId: string }, null>;
  /** The run that is offered is not wanted. */
  readonly declineRun: Request<null, null>;
  readonly createSample: Request<null, null>;
  readonly createTable: Request<null, null>;
  readonly openFolder: Request<null, null>;
}
export type PanelMethod = keyof PanelRequests;
export type PanelParams<M extends PanelMethod> = PanelRequests[M]["params"];
export type PanelResult<M extends PanelMethod> = PanelRequests[M]["result"];

/** Songs that have a label of the user's. */
export interface OwnLabels {
  readonly names: readonly string[];
  readonly songs: readonly number[];
  /** Places in `names`, one for each of the songs. */
  readonly codes: readonly number[];
}
export interface OwnLabelChange {
  readonly songs: readonly number[];
  readonly label: string;
}

export interface SongDetails {
  /** The present lyrics of its record; empty if it has none, null if the record is gone. */
  readonly lyrics: string | null;
  /** Lines with their times, where a transcription left them. */
  readonly timedLines: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** Present 1-based editor lines of the record; null if it is gone. */
  readonly lines: { readonly first: number; readonly last: number } | null;
}

/** Which run the panel shows, and where its files lie. */
export interface RunSource extends RunChoice {
  /** By what texts mean in it. */
  readonly searches: readonly SearchBy[];
  /** Webview URI of the run's folder, without a slash at its end. */
  readonly baseUri: string;
}
export interface RunChoice {
  readonly runId: string;
  readonly task: Task;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The user's own name for it, else null. */
  readonly name: string | null;
}

/** From the host to the panel. */
export type HostMessage =
  /** Answers `ready`, and comes again whenever the shown run or the runs to choose from change. */
  | {
      readonly type: "show";
      readonly run: RunSource | null;
      readonly runs: readonly RunChoice[];
      /** A run that has ended while this one was shown, and that the user may want to see. */
      readonly offered: RunChoice | null;
      readonly trusted: boolean;
      readonly workspace: string;
      /** What the folder holds where it has no table of songs; null where it has one, or where that is not known. */
      readonly survey: FolderSurvey | null;
    }
  /** The run's view cannot be made; says why, for people. */
  | { readonly type: "failed"; readonly runId: string; readonly message: string }
  | { readonly type: "reply"; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly type: "reply"; readonly id: number; readonly ok: false; readonly message: string }
  /** Songs whose records hold a cursor or selection of the editor; from there, not from the panel. */
  | { readonly type: "cursor"; readonly songs: readonly number[] }
  /** Do with this song what a click would: a CodeLens, a command. */
  | { readonly type: "act"; readonly song: number; readonly action: "select" | "play" }
  /** The user's own labels have been changed elsewhere: ask for them. */
  | { readonly type: "labels" }
  /** Show this run beside the shown one. */
  | { readonly type: "compare"; readonly runId: string }
  /** A run goes on; null when none does. `ended`: how the last one did, where that needs words. */
  | {
      readonly type: "progress";
      readonly task: Task | null;
      readonly event: ProgressEvent | null;
      readonly ended: string | null;
    }
  | {
      readonly type: "epoch";
      readonly model: string;
      readonly label: string;
      readonly reports: readonly EpochReport[];
    };

/** From the panel to the host. */
export type PanelMessage =
  /** The panel listens now. `runId`: what it showed before a reload. */
  | { readonly type: "ready"; readonly runId: string | null }
  | {
      readonly [M in PanelMethod]: {
        readonly type: "request";
        readonly id: number;
        readonly method: M;
        readonly params: PanelParams<M>;
      };
    }[PanelMethod]
  /** Whether the user watches the run that goes on, and so wants to see what it comes to. */
  | { readonly type: "watch"; readonly run: boolean }
  /** The one selection, mirrored by the host; `focus`: the song that details are shown of. */
  | { readonly type: "selection"; readonly songs: readonly number[]; readonly focus: number | null }
  /** Which clustering the panel shows now, chosen or not: the editor shows the same. */
  | {
      readonly type: "clustering";
      readonly representation: string;
      readonly method: string;
      /** Its clusters are those of the last `recluster`, not the run's. */
      readonly tuned: boolean;
    }
  /** Something failed that the user has been shown; for the log. */
  | { readonly type: "log"; readonly message: string };
