import type { NamedApproximation } from "./scale/approximation.ts";
import type { EpochReport } from "./train.ts";
import type { RunSettings, Task } from "./settings.ts";
import type { LabelName } from "./metrics.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { TunedRow } from "./panel/tuning.ts";

/** Raised whenever a field of `run.json` changes its meaning. */
export const RUN_SCHEMA_VERSION = 1;

export interface StepRecord {
  readonly name: string;
  readonly label: string;
  readonly seconds: number;
  /** True if everything the step makes came from the cache. */
  readonly reused: boolean;
  /** What was reused, recomputed or noteworthy, for people. */
  readonly detail?: string;
}

/** One row of a metrics table: a representation clustered by a method. */
export interface BestRow {
  readonly rep: string;
  readonly method: string;
  /** Metric columns of the row, as in the task's CSV, or their means over several seeds; null where undefined. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Runs of several seeds: the standard deviations of the metrics, without those that are undefined with a seed. */
  readonly deviations?: Readonly<Record<string, number>>;
  /** The label that the representation contains: its scores against that label say nothing. */
  readonly leaks?: LabelName;
}

/** Settings as they were used: nothing is left to a default, but for the patience, of which each network has its own. */
export type ResolvedSettings = {
  readonly [K in keyof RunSettings]: K extends "ffmpegPath" | "modelsDir" | "patience"
    ? RunSettings[K]
    : NonNullable<RunSettings[K]>;
};

/** What a trained model came to. */
export interface ModelRecord {
  /** `beta-vae`, `ae` or `mlp-vae`. */
  readonly name: string;
  readonly label: string;
  readonly architecture: string;
  readonly parameterCount: number;
  readonly seconds: number;
  readonly final: Omit<EpochReport, "secondsLeft">;
  /** Where it trained for fewer epochs than it might have: what had not fallen by half a percent for `patience` epochs. */
  readonly stoppedEarly?: { readonly patience: number; readonly by: "loss" | "validation" };
  /** Songs that it did not train on, as rows of `songs.csv` from 0; left out where it has seen all. */
  readonly heldOut?: readonly number[];
  /** Where it was trained on a sample of the songs. */
  readonly sample?: TrainingSample;
}

/** How many songs were drawn for a training, and how many of those it did not train on. */
export interface TrainingSample {
  readonly songs: number;
  readonly heldOut: number;
  /** Samples that its steps have seen, each as often as it was. */
  readonly seen: number;
}

/** Songs on which it is known how a network does that has not trained on them; none where it has seen all. */
export function heldOutSongs({ heldOut, sample }: Pick<ModelRecord, "heldOut" | "sample">): number {
  return sample?.heldOut ?? heldOut?.length ?? 0;
}

/** Lengths of some songs together, in seconds to hundredths. */
export interface SpreadOfSeconds {
  readonly total: number;
  readonly median: number;
  readonly shortest: number;
  readonly longest: number;
}

/** What was heard of a run's songs, and what their files are. */
export interface SoundRecord {
  readonly heard: SpreadOfSeconds;
  /** Of the files whose length is known, and how many these are; left out where there is none. */
  readonly files?: SpreadOfSeconds & { readonly songs: number };
  /** The most frequent first. */
  readonly sampleRates: readonly { readonly hertz: number; readonly songs: number }[];
  readonly channels: readonly { readonly channels: number; readonly songs: number }[];
}

/** `run.json`: everything needed to know what a result is and to make it again. */
export interface RunManifest {
  readonly schemaVersion: typeof RUN_SCHEMA_VERSION;
  readonly runId: string;
  readonly task: Task;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly seconds: number;
  readonly settings: ResolvedSettings;
  /** The settings that were not left to their defaults; all others are of the architecture, the data or the table of settings. Runs of earlier versions have none. */
  readonly given?: readonly (keyof RunSettings)[];
  readonly dataFingerprint: string;
  readonly rows: { readonly total: number; readonly used: number };
  /** The table of songs, relative to the workspace, with forward slashes; runs of earlier versions have none. */
  readonly table?: string;
  /** Left out in runs of lyrics alone, and where songs were decoded by a version that did not record it. */
  readonly sound?: SoundRecord;
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: readonly StepRecord[];
  readonly models: readonly ModelRecord[];
  /** How k was chosen, as a sentence for people without its full stop; left out where a setting or labels said it. */
  readonly kChosen?: string;
  /** What ran in the place of an exact method; left out in runs without any. */
  readonly approximations?: readonly NamedApproximation[];
  /** By which metrics a row is best: the first decides, the next break ties. */
  readonly bestBy: readonly string[];
  /** What people read for the names of representations and methods in the tables; runs of earlier versions have none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Rows of the metrics table that were not made with the settings, but tuned from a kept run; left out in runs without any. */
  readonly tuned?: readonly TunedRow[];
  /** The best row of each representation. */
  readonly best: readonly BestRow[];
  readonly warnings: readonly Diagnostic[];
  /** What a reader must know to read the numbers rightly; left out where there is nothing. */
  readonly notes?: readonly string[];
  /** Files of the run's folder, relative, with forward slashes. The results folder has all but those below `view/`. */
  readonly files: readonly string[];
}
