import { LatentuneError } from "../../core/errors.ts";
import { keyOf } from "../../core/hash.ts";
import { elementCount } from "../../nn/index.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { batchSizes, runEpochs } from "./epochs.ts";
import { measureNormalisation, type Normalisation } from "./normalisation.ts";
import { checkSettings, type TrainSettings } from "../settings.ts";
import type { SampleSource } from "./source.ts";
import { initialState } from "./state.ts";
import type { LossRecord, TrainOptions } from "./options.ts";
import { divisionOf } from "../replicas/replica-plan.ts";
import { createTrainer } from "./trainer.ts";
import { createValidation } from "./validation.ts";
import type { Objective } from "./objective.ts";
import type { Tensors } from "../../nn/index.ts";

/** What a training leaves. */
export interface TrainingOutcome {
  /** One record per epoch, those before a resumption included. */
  readonly history: readonly LossRecord[];
  readonly normalisation: Normalisation;
  /** The weights by the names of their parameters. */
  readonly weights: Tensors;
}

/**
 * Trains a network to an objective. The same objective, source, settings and number of threads give the same weights, bit by bit, on the same
 * machine, whether or not the training was interrupted.
 *
 * @throws {CancelledError} if the signal is aborted
 * @throws {LatentuneError} if the samples or the loss are not finite, or the execution provider is not there
 * @throws {UsageError} if a setting is out of range
 */
export async function train(
  objective: Objective,
  source: SampleSource,
  given: TrainSettings,
  options: Omit<TrainOptions, "sample"> = {},
): Promise<TrainingOutcome> {
  // 1. Check what was asked for.
  checkSettings(given);
  checkSource(objective, source);
  const batchSize = objective.batchSize?.(source.count, given.batchSize);
  const settings = batchSize === undefined ? given : { ...given, batchSize };

  // 2. Measure the data set, which every batch is normalised by.
  const normalisation = await measureNormalisation(source, objective, options.signal);

  // 3. Go on from a checkpoint of the same training, or start.
  const key = checkpointKey(objective, source, settings, normalisation, options.heldOut);
  const { checkpoint, heldOut } = options;
  const onDamaged = checkpoint?.onDamaged ?? (() => undefined);
  const resumed = checkpoint && (await readCheckpoint(checkpoint.path, key, onDamaged));
  if (resumed !== undefined) options.onResume?.(resumed.history);
  const sizes = batchSizes(source.count, settings.batchSize);
  const trainer = await createTrainer(
    objective,
    settings,
    normalisation,
    sizes,
    async (parameters) => resumed?.state ?? initialState(parameters, objective, { source, settings, normalisation }),
    divisionOf(objective, settings, options.atOnce),
  );

  // 4. Train.
  const validation =
    heldOut && objective.error && (await createValidation(objective.error, heldOut, normalisation, settings));
  try {
    const history = await runEpochs({ objective, source, settings, options, key, trainer, validation }, resumed);
    return { history, normalisation, weights: await trainer.weights() };
  } finally {
    await validation?.release();
    await trainer.release();
  }
}

function checkSource({ sampleShape, fewestSongs }: Objective, { count, sampleLength }: SampleSource): void {
  const expected = elementCount(sampleShape);
  if (sampleLength !== expected) {
    throw new LatentuneError(`The model takes samples of ${expected} values, the data have ${sampleLength}.`);
  }
  if (count < 1) throw new LatentuneError("There is nothing to train on: no song has features.");
  if (count < fewestSongs) {
    throw new LatentuneError(
      `This network compares songs with each other: it needs ${fewestSongs}, there is ${count}.`,
      { remedy: "Add songs, or choose another architecture." },
    );
  }
}

/** What a checkpoint must agree in to be continued. */
function checkpointKey(
  { identity }: Objective,
  { key, count }: SampleSource,
  settings: TrainSettings,
  { mean, deviation }: Normalisation,
  heldOut: SampleSource | undefined,
): string {
  const data = { data: key, count, ...(heldOut && { heldOut: heldOut.key }) };
  return keyOf({ ...identity, ...data, settings, mean: [...mean], deviation: [...deviation] });
}
