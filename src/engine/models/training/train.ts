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

  // 3. Where the network has a smaller one for its training, that one is trained.
  const condensed = await objective.condense?.({ source, normalisation, settings });
  const trained = condensed?.objective ?? objective;
  const samples = await condensed?.samples(source);
  const heldOut = options.heldOut && (await condensed?.samples(options.heldOut));

  // 4. Go on from a checkpoint of the same training, or start.
  const key = checkpointKey(objective, source, settings, normalisation, options.heldOut);
  const { checkpoint } = options;
  const onDamaged = checkpoint?.onDamaged ?? (() => undefined);
  const resumed = checkpoint && (await readCheckpoint(checkpoint.path, key, onDamaged));
  if (resumed !== undefined) options.onResume?.(resumed.history);
  const from = { source: samples ?? source, settings, normalisation };
  const trainer = await createTrainer(
    trained,
    settings,
    normalisation,
    batchSizes(source.count, settings.batchSize),
    async (parameters) => resumed?.state ?? initialState(parameters, trained, from),
    divisionOf(trained, settings, options.atOnce),
  );

  // 5. Train.
  const measured = heldOut ?? options.heldOut;
  const validation =
    measured && trained.error && (await createValidation(trained.error, measured, normalisation, settings));
  try {
    const training = { objective: trained, source: from.source, settings, options, key, trainer, validation };
    const history = await runEpochs(training, resumed);
    const weights = await trainer.weights();
    return { history, normalisation, weights: condensed?.expand(weights) ?? weights };
  } finally {
    await validation?.release();
    await trainer.release();
    await Promise.all([samples?.release(), heldOut?.release()]);
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
