import { LatentuneError } from "../../core/errors.ts";
import { keyOf } from "../../core/hash.ts";
import { elementCount } from "../../nn/index.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { batchSizes, runEpochs } from "./epochs.ts";
import { measureNormalisation, type Normalisation } from "./normalisation.ts";
import { checkSettings, type TrainSettings } from "../settings.ts";
import type { SampleSource } from "./source.ts";
import { initialState, weightsOf } from "./state.ts";
import type { TrainOptions } from "./options.ts";
import { createTrainer } from "./trainer.ts";
import { finishModel, type TrainedModel } from "../trained-model.ts";
import type { VaeModel } from "../architectures/vae.ts";

/**
 * Trains a model. The same model, source, settings and number of threads give the same weights, bit by bit, on the same
 * machine, whether or not the training was interrupted.
 *
 * @throws {CancelledError} if the signal is aborted
 * @throws {LatentuneError} if the samples or the loss are not finite, or the execution provider is not there
 * @throws {UsageError} if a setting is out of range
 */
export async function trainModel(
  model: VaeModel,
  source: SampleSource,
  settings: TrainSettings,
  options: TrainOptions = {},
): Promise<TrainedModel> {
  // 1. Check what was asked for.
  checkSettings(settings);
  checkSource(model, source);

  // 2. Measure the data set, which every batch is normalised by.
  const normalisation = await measureNormalisation(source, model, options.signal);

  // 3. Go on from a checkpoint of the same training, or start.
  const key = checkpointKey(model, source, settings, normalisation);
  const { checkpoint } = options;
  const onDamaged = checkpoint?.onDamaged ?? (() => undefined);
  const resumed = checkpoint && (await readCheckpoint(checkpoint.path, key, onDamaged));
  if (resumed !== undefined) options.onResume?.(resumed.history);
  const sizes = batchSizes(source.count, settings.batchSize);
  const trainer = await createTrainer(
    model,
    settings,
    normalisation,
    sizes,
    async (parameters) => resumed?.state ?? initialState(parameters, model, { source, settings, normalisation }),
  );

  // 4. Train, and make the inference models of the weights.
  try {
    const history = await runEpochs({ model, source, settings, options, key, trainer }, resumed);
    const outcome = { history, normalisation, weights: weightsOf(await trainer.state()) };
    return await finishModel(model, source, settings, outcome, options.signal);
  } finally {
    await trainer.release();
  }
}

function checkSource({ sampleShape }: VaeModel, { count, sampleLength }: SampleSource): void {
  const expected = elementCount(sampleShape);
  if (sampleLength !== expected) {
    throw new LatentuneError(`The model takes samples of ${expected} values, the data have ${sampleLength}.`);
  }
  if (count < 1) throw new LatentuneError("There is nothing to train on: no song has features.");
}

/** What a checkpoint must agree in to be continued. */
function checkpointKey(
  { id, sampleShape, latentDim }: VaeModel,
  { key, count }: SampleSource,
  settings: TrainSettings,
  { mean, deviation }: Normalisation,
): string {
  return keyOf({ id, sampleShape, latentDim, data: key, count, settings, mean: [...mean], deviation: [...deviation] });
}
