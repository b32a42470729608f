import { CancelledError, LatentuneError } from "../../core/errors.ts";
import { createRng, permutation } from "../../core/rng.ts";
import { writeCheckpoint, type Checkpoint, type EpochSums } from "./checkpoint.ts";
import type { LossRecord, TrainOptions } from "./options.ts";
import { betaAt, learningRateAt, shouldStop } from "./schedule.ts";
import type { TrainSettings } from "../settings.ts";
import type { SampleSource } from "./source.ts";
import type { StepLosses } from "../replicas/replica.ts";
import type { Trainer } from "./trainer.ts";
import type { VaeModel } from "../architectures/vae.ts";

export interface Training {
  readonly model: VaeModel;
  readonly source: SampleSource;
  readonly settings: TrainSettings;
  readonly options: TrainOptions;
  readonly key: string;
  readonly trainer: Trainer;
}

type Progress = Omit<Checkpoint, "key" | "state">;

const NO_SAMPLES: EpochSums = { reconstruction: 0, kl: 0, total: 0, samples: 0 };
const START: Progress = { steps: 0, epochSums: NO_SAMPLES, history: [] };

/** The sizes of an epoch's batches, each once: the full one and, where the songs do not divide, the last. */
export function batchSizes(count: number, batchSize: number): number[] {
  const rest = count % batchSize;
  return [...(count >= batchSize ? [batchSize] : []), ...(rest > 0 ? [rest] : [])];
}

/** Runs all steps that are left and returns the record of every epoch. Order and noise depend on seed and step only. */
export async function runEpochs(training: Training, resumed: Progress = START): Promise<readonly LossRecord[]> {
  const { source, settings, options } = training;
  const { signal, onEpoch } = options;
  const stepsPerEpoch = Math.ceil(source.count / settings.batchSize);
  const lastStep = settings.epochs * stepsPerEpoch;
  const started = performance.now();
  const samples = new Float32Array(Math.min(source.count, settings.batchSize) * source.sampleLength);
  let progress: Progress = { steps: resumed.steps, epochSums: resumed.epochSums, history: resumed.history };
  let saved = started;

  while (progress.steps < lastStep && !finishedEarly(progress, settings)) {
    if (signal?.aborted) {
      await save(training, progress);
      throw new CancelledError();
    }
    progress = await advance(training, progress, stepsPerEpoch, samples);
    const now = performance.now();
    if (progress.epochSums.samples === 0) {
      const secondsPerStep = (now - started) / 1000 / (progress.steps - resumed.steps);
      onEpoch?.({ ...progress.history.at(-1)!, secondsLeft: secondsPerStep * (lastStep - progress.steps) });
    }
    if (options.checkpoint && now - saved > options.checkpoint.everySeconds * 1000) {
      await save(training, progress);
      saved = performance.now();
    }
  }
  await save(training, progress);
  return progress.history;
}

function finishedEarly({ epochSums, history }: Progress, settings: TrainSettings): boolean {
  const totals = history.map(({ total }) => total);
  return epochSums.samples === 0 && shouldStop(totals, settings);
}

async function save({ options, key, trainer }: Training, progress: Progress): Promise<void> {
  if (options.checkpoint)
    await writeCheckpoint(options.checkpoint.path, { ...progress, key, state: await trainer.state() });
}

/**
 * One step, and the epoch's record if it was the epoch's last.
 * @param buffer for the samples of a batch, the same for every step, because allocating one takes time
 */
async function advance(
  training: Training,
  progress: Progress,
  stepsPerEpoch: number,
  buffer: Float32Array,
): Promise<Progress> {
  const { model, source, settings, trainer } = training;
  const { steps } = progress;
  const epoch = Math.floor(steps / stepsPerEpoch) + 1;
  const position = (steps % stepsPerEpoch) * settings.batchSize;
  const order = permutation(source.count, createRng(settings.seed, "order", String(epoch)));
  const batch = order.subarray(position, position + settings.batchSize);
  const samples = buffer.subarray(0, batch.length * source.sampleLength);
  await source.read(batch, samples);
  const rng = createRng(settings.seed, "noise", String(steps));
  const noise = Float32Array.from({ length: batch.length * model.latentDim }, () => rng.normal());

  const learningRate = learningRateAt(settings, steps, stepsPerEpoch);
  const beta = betaAt(settings, epoch);
  const losses = await trainer.step({ samples, noise, step: steps + 1, learningRate, beta });
  if (!Number.isFinite(losses.total)) throw diverged(epoch, settings);
  const epochSums = addBatch(progress.epochSums, losses, batch.length);
  if ((steps + 1) % stepsPerEpoch > 0) return { ...progress, steps: steps + 1, epochSums };
  const record: LossRecord = { epoch, epochs: settings.epochs, ...means(epochSums), beta, learningRate };
  return { steps: steps + 1, epochSums: NO_SAMPLES, history: [...progress.history, record] };
}

function addBatch(sums: EpochSums, losses: StepLosses, size: number): EpochSums {
  return {
    reconstruction: sums.reconstruction + losses.reconstruction * size,
    kl: sums.kl + losses.kl * size,
    total: sums.total + losses.total * size,
    samples: sums.samples + size,
  };
}

function means({ reconstruction, kl, total, samples }: EpochSums): StepLosses {
  return { reconstruction: reconstruction / samples, kl: kl / samples, total: total / samples };
}

function diverged(epoch: number, { learningRate }: TrainSettings): LatentuneError {
  return new LatentuneError(`The training diverged: its loss is not a finite number in epoch ${epoch}.`, {
    remedy: `Use a lower learning rate than ${learningRate}, or a smaller β.`,
  });
}
