import type { NamedApproximation } from "./scale/approximation.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { LabelName } from "./metrics.ts";
import type { ProjectionFacts, ProjectionName } from "./projections.ts";
import type { Spread } from "./seeds.ts";
import type { Task } from "./settings.ts";

/** Raised whenever `view/` of a kept run changes its meaning; an older one is made again from the run's arrays. */
export const VIEW_SCHEMA_VERSION = 3;

/**
 * `view/view.json` of a kept run: what the analysis panel draws. Everything long is an array in a `.npy` file beside it, in
 * the order of {@link ViewSongs}; all paths are relative to the run's folder, with forward slashes. The panel reads these
 * files itself, so a finished run can be looked at where nothing may run.
 */
export interface ViewManifest {
  readonly schemaVersion: typeof VIEW_SCHEMA_VERSION;
  readonly runId: string;
  readonly task: Task;
  readonly songCount: number;
  /** `view/songs.json`, a {@link ViewSongs}; above `SIZES.tableSongs` songs the files of their columns. */
  readonly songs: string | ViewSongFiles;
  readonly representations: readonly ViewRepresentation[];
  /** Networks of the run; empty in views of runs without one. */
  readonly models: readonly ViewModel[];
  /** By which metrics a clustering is best: the first decides, the next break ties. */
  readonly bestBy: readonly string[];
  /** What the panel opens with. */
  readonly start: { readonly representation: string; readonly projection: ProjectionName; readonly method: string };
  /** Metric columns of {@link ViewClustering.metrics}, in the order of the task's table. */
  readonly metricColumns: readonly string[];
  /** How much each tag is heard in each song; left out in runs without tags. */
  readonly tags?: ViewTags;
  /** How far the run's numbers can be trusted: its warnings of `RUN_DIAGNOSTICS`; none in views of earlier versions. */
  readonly warnings?: readonly Pick<Diagnostic, "message" | "remedy">[];
  /** How k was chosen, as in `run.json`; left out where a setting or labels said it. */
  readonly kChosen?: string;
  /** What ran in the place of an exact method; left out in runs without any. */
  readonly approximations?: readonly NamedApproximation[];
  /** What a log-mel's axes mean; null in runs without spectrograms. */
  readonly mel: ViewMel | null;
}

export interface ViewTags {
  /** One per column of the scores. */
  readonly names: readonly string[];
  /** float32 (songs, tags): 0 … 1. */
  readonly scores: string;
  /** In a run of many songs the same by tags, float32 (tags, songs), so that one is read without the others, and the sum of each. */
  readonly byTag?: { readonly scores: string; readonly totals: readonly number[] };
}

/** One column per property, one entry per song. */
export interface ViewSongs {
  readonly filename: readonly string[];
  readonly language: readonly string[];
  readonly genre: readonly string[];
  /** Relative to the workspace, with forward slashes. */
  readonly audio: readonly string[];
  /** 1-based record of `lyrics.csv` at the time of the run; the host finds the song's present lines by its name. */
  readonly row: readonly number[];
  /** The first line of the lyrics that says something, shortened to 120 characters; empty without lyrics. */
  readonly firstLyric: readonly string[];
  /** To search in: each song's `searchText` (shared/search/fold-text.ts). */
  readonly search: readonly string[];
}

/**
 * The columns of {@link ViewSongs} as files: a million songs are no JSON. Labels and numbers are arrays that the panel reads;
 * the texts are the engine's, which gives them in pages (contract/scale/song-table.ts).
 */
export interface ViewSongFiles {
  readonly filename: ViewTexts;
  readonly audio: ViewTexts;
  /** To search in: each song's `searchText` (shared/search/fold-text.ts), closed by a line end. */
  readonly search: ViewTexts;
  readonly language: ViewCodes;
  readonly genre: ViewCodes;
  /** int32 (songs). */
  readonly row: string;
  /** int32 (songs): the place of each song among all by its title. */
  readonly titleRank: string;
}

/** A text per song. */
export interface ViewTexts {
  /** UTF-8, one after the other. */
  readonly text: string;
  /** float64 (songs): where in bytes each one ends. */
  readonly ends: string;
}

/** One of few texts per song. */
export interface ViewCodes {
  readonly names: readonly string[];
  /** int32 (songs): places in `names`. */
  readonly codes: string;
}

export interface ViewProjection extends ProjectionFacts {
  /** float32 (songs, 2). */
  readonly file: string;
}

export interface ViewRepresentation {
  /** As in the metrics table: `audio_betaVAE_latent`. */
  readonly name: string;
  /** For people: `β-VAE latent`. */
  readonly label: string;
  readonly kind: "spectral" | "lyrics" | "audio" | "hybrid" | "multimodal";
  readonly dimensions: number;
  /** The label that it contains: scores against it say nothing. */
  readonly holdsLabel?: LabelName;
  /** Maps that are there; the engine makes the missing ones when they are asked for. */
  readonly projections: readonly ViewProjection[];
  readonly clusterings: readonly ViewClustering[];
  readonly neighbours: ViewNeighbours;
}

/** The nearest songs of each song in the representation itself (not on the map), nearest first, without itself. */
export interface ViewNeighbours {
  readonly count: number;
  /** int32 (songs, count): song indices. */
  readonly indices: string;
  /** float32 (songs, count): Euclidean distances. */
  readonly distances: string;
}

/** A number per song: a row of an array (rows, songs), which other clusterings may share. How many rows a file has, its writer decides. */
export interface ViewRow {
  readonly file: string;
  /** From 0. */
  readonly row: number;
}

export interface ViewClustering {
  /** As in the metrics table: `agglomerative_ward`. */
  readonly method: string;
  readonly label: string;
  /** int32: −1 is noise. */
  readonly labels: ViewRow;
  /** float32: silhouette of each song; NaN where it is undefined. */
  readonly silhouette: ViewRow;
  /** int32: the other cluster whose songs are nearest on average; −1 where there is none. */
  readonly nextCluster: ViewRow;
  readonly clusters: readonly ViewCluster[];
  /** The row of the metrics table, in a run of several seeds with the means; null where undefined, with the reason below. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly reasons: Readonly<Record<string, string>>;
  /** Runs of several seeds: mean adjusted Rand index of every two seeds' clusterings. */
  readonly stability?: number;
  /** Runs of several seeds: float32, how often the songs of its cluster are with it, 0 to 1; NaN where undefined. */
  readonly coAssignment?: ViewRow;
  /** Runs of several seeds: mean and deviation by metric, without metrics that are undefined with a seed. */
  readonly spread?: Readonly<Record<string, Spread>>;
  /** Is it the best of its representation by {@link ViewManifest.bestBy}? */
  readonly best: boolean;
}

export interface ViewCluster {
  readonly id: number;
  readonly size: number;
  /** The song with the least mean distance to the others of its cluster. */
  readonly medoid: number;
  /** Words that its lyrics have more than the others' have, most telling first; at most four. */
  readonly terms: readonly string[];
  /** Tags that characterise it against the other songs, most telling first; at most three. Left out in runs without tags. */
  readonly tags?: readonly string[];
  /** The genre (else language) that is over-represented, with its share in the cluster; null where none is. */
  readonly enriched: { readonly column: "genre" | "language"; readonly value: string; readonly share: number } | null;
}

export interface ViewModel {
  /** `beta-vae`, `ae` or `contrastive`. */
  readonly name: string;
  readonly label: string;
  /** float32 (songs): mean squared error of each song's reconstruction, of the normalised spectrogram; null without one. */
  readonly errors: string | null;
  /**
   * CSV: `epoch,reconstruction,kl,total,beta,learning_rate`, without what the network's loss does not have, and with
   * `validation` where songs were held out.
   */
  readonly history: string;
  /** Songs that it did not train on; left out where it has seen all. */
  readonly heldOut?: readonly number[];
}

export interface ViewMel {
  readonly bands: number;
  readonly frames: number;
  readonly seconds: number;
  /** Seconds of each song before the first frame; left out where there are none. */
  readonly offset?: number;
  /** Centre frequency of each band in Hz. */
  readonly hertz: readonly number[];
}

/** Spectrograms of one song, made when they are asked for: files of the run's folder, float32 (bands, frames). */
export interface SongMels {
  /** Empty if the song cannot be decoded any more; `problem` says why. */
  readonly original: string;
  readonly problem?: string;
  /** By the name of the model. */
  readonly reconstructions: Readonly<Record<string, { readonly file: string; readonly error: number }>>;
  /** Seconds of sound; behind them the spectrogram is padding. */
  readonly seconds: number;
}
