import { CancelledError, LatentuneError } from "../../core/errors.ts";
import { createRng, permutation } from "../../core/rng.ts";
import type { EpochLosses } from "../../../shared/contract/train.ts";
import { writeCheckpoint, type Checkpoint, type EpochSums } from "./checkpoint.ts";
import type { LossRecord, TrainOptions } from "./options.ts";
import { followPlateau, learningRateAt } from "./schedule.ts";
import type { TrainSettings } from "../settings.ts";
import type { SampleSource } from "./source.ts";
import { combineLosses } from "./losses.ts";
import type { BatchReader, Objective } from "./objective.ts";
import type { Trainer } from "./trainer.ts";
import type { Validation } from "./validation.ts";

export interface Training {
  readonly objective: Objective;
  readonly source: SampleSource;
  readonly settings: TrainSettings;
  readonly options: TrainOptions;
  readonly key: string;
  readonly trainer: Trainer;
  readonly validation?: Validation | undefined;
}

type Progress = Omit<Checkpoint, "key" | "state">;

/** Where an epoch takes longer, it is said how far it is. */
const TELL_MS = 1000;

const NO_SAMPLES: EpochSums = { total: 0, samples: 0 };
const START: Progress = { steps: 0, epochSums: NO_SAMPLES, history: [] };

/** Where the training stands after a step, with the record of the epoch that it ended. */
interface Advanced extends Pick<Progress, "steps" | "epochSums"> {
  readonly record?: LossRecord;
}

/** The sizes of an epoch's batches, each once: the full one and, where the songs do not divide, the last. */
export function batchSizes(count: number, batchSize: number): number[] {
  const rest = count % batchSize;
  return [...(count >= batchSize ? [batchSize] : []), ...(rest > 0 ? [rest] : [])];
}

/** The order of the songs in each epoch, drawn once an epoch: at a million songs it takes as long as a step of training. */
export function epochOrders(count: number, seed: number): (epoch: number) => Uint32Array {
  let drawn: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  return (epoch) => {
    if (drawn?.epoch !== epoch) drawn = { epoch, order: permutation(count, createRng(seed, "order", String(epoch))) };
    return drawn.order;
  };
}

/** Runs all steps that are left and returns the record of every epoch. Order and batches depend on seed and step only. */
export async function runEpochs(training: Training, resumed: Progress = START): Promise<readonly LossRecord[]> {
  const { objective, source, settings, options } = training;
  const { signal, onEpoch, onSeen } = options;
  const stepsPerEpoch = Math.ceil(source.count / settings.batchSize);
  const lastStep = settings.epochs * stepsPerEpoch;
  const started = performance.now();
  const reader = objective.reader(source, Math.min(source.count, settings.batchSize));
  const orderOf = epochOrders(source.count, settings.seed);
  // Long trainings have many epochs: what is known of them is added to.
  const history = [...resumed.history];
  let progress: Progress = { steps: resumed.steps, epochSums: resumed.epochSums, history };
  let saved = started;
  let told = started;
  const isPlateau = followPlateau(settings.earlyStopping, objective.warmupEpochs);
  // Without songs that are held out, nothing but the loss says how far the training is.
  const endsAfter = ({ validation, total }: LossRecord): boolean => isPlateau(validation ?? total);
  let ended = false;
  for (const record of history) ended = endsAfter(record);

  while (progress.steps < lastStep && !ended) {
    if (signal?.aborted) {
      await save(training, progress);
      throw new CancelledError();
    }
    const { record, ...reached } = await advance(training, progress, { stepsPerEpoch, reader, orderOf });
    progress = { ...reached, history };
    const now = performance.now();
    if (record !== undefined) {
      history.push(record);
      ended = endsAfter(record);
      const secondsPerStep = (now - started) / 1000 / (progress.steps - resumed.steps);
      const stepsLeft = ended ? 0 : lastStep - progress.steps;
      onEpoch?.({ ...record, secondsLeft: secondsPerStep * stepsLeft });
      told = now;
    } else if (now - told > TELL_MS) {
      onSeen?.(history.length * source.count + progress.epochSums.samples, settings.epochs * source.count);
      told = now;
    }
    if (isDue(now - saved, options)) {
      await save(training, progress);
      saved = performance.now();
    }
  }
  if (isDue(performance.now() - saved, options)) await save(training, progress);
  return history;
}

/** Whether so much work, in milliseconds, is not in a checkpoint that it is worth writing one. */
const isDue = (unsaved: number, { checkpoint }: TrainOptions): boolean =>
  checkpoint !== undefined && unsaved > checkpoint.everySeconds * 1000;

async function save({ options, key, trainer }: Training, progress: Progress): Promise<void> {
  if (options.checkpoint)
    await writeCheckpoint(options.checkpoint.path, { ...progress, key, state: await trainer.state() });
}

/** How the songs of a step are chosen and read. */
interface Reading {
  readonly stepsPerEpoch: number;
  readonly reader: BatchReader;
  readonly orderOf: (epoch: number) => Uint32Array;
}

/** Does one step; after the last of an epoch it measures the songs held out as well. */
async function advance(
  training: Training,
  { steps, epochSums: before }: Progress,
  { stepsPerEpoch, reader, orderOf }: Reading,
): Promise<Advanced> {
  const { objective, settings, trainer } = training;
  const epoch = Math.floor(steps / stepsPerEpoch) + 1;
  const position = (steps % stepsPerEpoch) * settings.batchSize;
  const songs = orderOf(epoch).subarray(position, position + settings.batchSize);
  const batch = await reader({ songs, step: steps, epoch });

  const learningRate = learningRateAt(settings, steps, stepsPerEpoch);
  const losses = await trainer.step({ ...batch, batchSize: songs.length, step: steps + 1, learningRate });
  if (!Number.isFinite(losses.total)) throw diverged(epoch, settings);
  const epochSums = addBatch(before, losses, songs.length);
  if ((steps + 1) % stepsPerEpoch > 0) return { steps: steps + 1, epochSums };
  const facts = objective.epochFacts(epoch);
  const validation = await training.validation?.error(await trainer.weights(), training.options.signal);
  if (validation !== undefined && !Number.isFinite(validation)) throw diverged(epoch, settings);
  const record: LossRecord = {
    ...{ epoch, epochs: settings.epochs, ...means(epochSums), ...facts, learningRate },
    ...(validation !== undefined && { validation }),
  };
  return { steps: steps + 1, epochSums: NO_SAMPLES, record };
}

function addBatch(sums: EpochSums, losses: EpochLosses, size: number): EpochSums {
  const weighted = combineLosses(losses, losses, (loss) => loss * size);
  const added = sums.samples === 0 ? weighted : combineLosses(sums, weighted, (sum, loss) => sum + loss);
  return { ...added, samples: sums.samples + size };
}

const means = (sums: EpochSums): EpochLosses => combineLosses(sums, sums, (sum) => sum / sums.samples);

function diverged(epoch: number, { learningRate }: TrainSettings): LatentuneError {
  return new LatentuneError(`The training diverged: its loss is not a finite number in epoch ${epoch}.`, {
    remedy: `Use a lower learning rate than ${learningRate}, or a smaller β where there is one.`,
  });
}
