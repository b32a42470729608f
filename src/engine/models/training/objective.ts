import type { EpochLosses } from "../../../shared/contract/train.ts";
import type { Tensors, Value } from "../../nn/index.ts";
import type { TrainSettings } from "../settings.ts";
import type { Condensation } from "./condensed.ts";
import type { Normalisation, Samples } from "./normalisation.ts";
import type { SampleSource } from "./source.ts";

/** What a network is trained to: the loss as an expression, and what each step feeds that expression. */
export interface Objective extends Samples {
  /** What weights and moments depend on beside settings and data: a checkpoint of another identity is not continued. */
  readonly identity: object;
  /** The loss compares the songs of a batch with each other: no replica may see only a part of it. */
  readonly needsWholeBatch: boolean;
  /** A step is so short that further threads would cost more than they save: it takes one, which nothing else waits for. */
  readonly takesOneThread: boolean;
  /** The fewest songs that can be trained on. */
  readonly fewestSongs: number;
  /** Songs of a batch, where not the settings' number: that is the most. @param count songs that are trained on */
  readonly batchSize?: (count: number, most: number) => number;
  /** Epochs at the start in which the loss changes its meaning: early stopping does not look at them. */
  readonly warmupEpochs: number;
  /**
   * The loss of so many songs, the mean over them. Its inputs are `x` (songs, …), `mean` and `deviation` of the data set,
   * and those that the reader gives.
   */
  loss(songs: number): LossTerms;
  /** What songs are measured by that are held out; an objective without it can hold none out. */
  readonly error?: HeldOutError;
  /** Makes the inputs of the steps. @param songs the most that a batch has */
  reader(source: SampleSource, songs: number): BatchReader;
  /** What the record of an epoch (1-based) says beside the losses. */
  epochFacts(epoch: number): { readonly beta?: number };
  /** Learning rate of a parameter relative to the settings' rate; 1 for all by default. */
  readonly learningRateScale?: ((parameterName: string) => number) | undefined;
  /** The same on samples of fewer numbers: it is trained in this one's place. */
  readonly condense?: ((request: Omit<StartRequest, "drawn">) => Promise<CondensedObjective>) | undefined;
  /** Weights to start from that depend on the data, by parameter name; the others start as they are drawn. */
  readonly start?: ((request: StartRequest) => Promise<Tensors>) | undefined;
}

/** An objective on condensed samples. */
export interface CondensedObjective extends Condensation {
  readonly objective: Objective;
}

/** How songs are measured that are held out: the same songs and weights give the same error. */
export interface HeldOutError {
  /** The error of so many songs, the mean over them. Its inputs are those of a loss. */
  of(songs: number): Value;
  /** How many are measured at a time. @param count all of them. @param most songs of a batch of the training */
  batchSize(count: number, most: number): number;
  /** Makes the inputs; the steps that it is asked for are negative, so that they draw what no step of the training draws. */
  reader(source: SampleSource, songs: number): BatchReader;
}

/** A loss and what it is the sum of. `total` is what the training lowers. */
export type LossTerms = { readonly [Term in keyof EpochLosses]: Value };

/** What the weights at the start may depend on. */
export interface StartRequest {
  readonly source: SampleSource;
  readonly normalisation: Normalisation;
  readonly settings: TrainSettings;
  /** The weights as their initialisers drew them, by parameter name. */
  readonly drawn: Tensors;
}

/** The songs of a step and where in the training it stands: all that a batch may depend on beside the seed. */
export interface BatchRequest {
  /** The songs' indices in the source. */
  readonly songs: Uint32Array;
  /** 0-based, counted over the whole training. */
  readonly step: number;
  /** 1-based. */
  readonly epoch: number;
}

/** Each batch is valid until the next. */
export type BatchReader = (request: BatchRequest) => Promise<Batch>;

/** What a step feeds beside weights and normalisation. */
export interface Batch {
  /** The graph's `x`: (songs, …), in the source's units. */
  readonly samples: Float32Array;
  /** Further inputs by name, with the songs as first axis. */
  readonly perSong: Tensors;
  /** Inputs by name that do not depend on the song. */
  readonly whole: Tensors;
}
