import type { ExecutionProvider } from "../../shared/contract/train.ts";
import { UsageError } from "../core/errors.ts";

/** How the learning rate changes over the training. */
export type Schedule =
  | { readonly kind: "constant" }
  /** Rises linearly over `warmupEpochs`, then falls along half a cosine to `finalFraction` of its height. */
  | { readonly kind: "cosine"; readonly warmupEpochs: number; readonly finalFraction: number };

export interface EarlyStopping {
  /** Ends the training when the mean loss of so many epochs has not fallen for as many. */
  readonly patience: number;
  /** By how much the loss must fall to count, relative to the best so far. */
  readonly minimumImprovement: number;
}

export interface TrainSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  /** The largest global norm of the gradients. */
  readonly gradientClip: number;
  readonly seed: number;
  readonly earlyStopping: EarlyStopping | null;
  readonly executionProvider: ExecutionProvider;
  /** Threads that a step may use; 0 for one per core. */
  readonly threads: number;
  /** Share of the songs that are held out from the training, drawn by the seed; left out: none. */
  readonly validation?: number;
}

/** The training of a variational autoencoder. */
export interface VaeSettings extends TrainSettings {
  /** Weight of the KL divergence. 0 trains the plain autoencoder: no sampling noise, no KL. */
  readonly beta: number;
  /** β rises linearly over these epochs; 0 has it in full from the first. */
  readonly klWarmupEpochs: number;
}

/** The reference pipeline's training of its Conv-VAE. */
export const REFERENCE_SETTINGS: VaeSettings = {
  epochs: 400,
  batchSize: 4,
  learningRate: 1e-3,
  schedule: { kind: "constant" },
  beta: 0.1,
  klWarmupEpochs: 100,
  gradientClip: 5,
  seed: 42,
  earlyStopping: null,
  executionProvider: "cpu",
  threads: 0,
};

/**
 * Early stopping after so many epochs without half a percent of improvement; null for 0.
 * @param patience null for the network's own
 */
export function stoppingAfter(
  patience: number | null,
  own: Pick<TrainSettings, "earlyStopping">,
): EarlyStopping | null {
  if (patience === null) return own.earlyStopping;
  return patience === 0 ? null : { patience, minimumImprovement: 0.005 };
}

/** The training of the compact architecture, as β-VAE and as autoencoder. */
export const COMPACT_SETTINGS: VaeSettings = {
  ...REFERENCE_SETTINGS,
  epochs: 120,
  batchSize: 15,
  learningRate: 1e-2,
  schedule: { kind: "cosine", warmupEpochs: 5, finalFraction: 0 },
  klWarmupEpochs: 30,
  earlyStopping: { patience: 10, minimumImprovement: 0.005 },
};

/** The reference pipeline's training of its MLP-VAE (Easy). It does not clip: the bound is out of reach. */
export const MLP_SETTINGS: VaeSettings = {
  ...REFERENCE_SETTINGS,
  epochs: 300,
  batchSize: 16,
  klWarmupEpochs: 0,
  gradientClip: 1e9,
};

/** The training of the contrastive network. It does not clip. */
export const CONTRASTIVE_SETTINGS: TrainSettings = {
  epochs: 100,
  batchSize: 64,
  learningRate: 1e-3,
  schedule: { kind: "constant" },
  gradientClip: 1e9,
  seed: 42,
  earlyStopping: null,
  executionProvider: "cpu",
  threads: 0,
};

/** @throws {UsageError} naming the setting that is out of its range. */
export function checkSettings(settings: TrainSettings): void {
  const { schedule, earlyStopping } = settings;
  positiveInteger("epochs", settings.epochs);
  positiveInteger("batchSize", settings.batchSize);
  inRange("learningRate", settings.learningRate, Number.MIN_VALUE);
  inRange("gradientClip", settings.gradientClip, Number.MIN_VALUE);
  inRange("threads", settings.threads, 0);
  if (schedule.kind === "cosine") {
    inRange("warmupEpochs", schedule.warmupEpochs, 0);
    inRange("finalFraction", schedule.finalFraction, 0);
  }
  if (earlyStopping !== null) positiveInteger("patience", earlyStopping.patience);
}

/** @throws {UsageError} naming the setting that is out of its range. */
export function checkVaeSettings(settings: VaeSettings): void {
  checkSettings(settings);
  inRange("beta", settings.beta, 0);
  inRange("klWarmupEpochs", settings.klWarmupEpochs, 0);
}

function positiveInteger(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`${name} must be a whole number from 1, got ${value}.`);
}

function inRange(name: string, value: number, minimum: number): void {
  if (!Number.isFinite(value) || value < minimum) {
    throw new UsageError(`${name} must be a finite number ${minimum > 0 ? "above 0" : "from 0"}, got ${value}.`);
  }
}
