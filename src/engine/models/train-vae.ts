import { createRng } from "../core/rng.ts";
import { input, type Value } from "../nn/index.ts";
import { autoencoderLoss, vaeLoss, type VaeModel } from "./architectures/vae.ts";
import { checkVaeSettings, type VaeSettings } from "./settings.ts";
import { finishModel, type TrainedModel } from "./trained-model.ts";
import { normalise, statisticsShape } from "./training/normalisation.ts";
import type { BatchReader, Objective } from "./training/objective.ts";
import type { TrainOptions } from "./training/options.ts";
import { betaAt } from "./training/schedule.ts";
import type { SampleSource } from "./training/source.ts";
import { trainSome } from "./training/train-some.ts";

/** Songs that are held out are measured so many at a time. */
const MEASURED_AT_ONCE = 8;

/** Trains a variational autoencoder, or a plain one where β is 0. @throws as {@link trainSome} */
export async function trainVae(
  model: VaeModel,
  source: SampleSource,
  settings: VaeSettings,
  options: TrainOptions = {},
): Promise<TrainedModel> {
  checkVaeSettings(settings);
  const outcome = await trainSome(vaeObjective(model, settings), source, settings, options);
  return finishModel(model, source, settings, outcome, options.signal);
}

/**
 * Reconstruction and, for β > 0, KL divergence. Inputs of the loss: `x` (songs, …sampleShape), for a variational network
 * `noise` (songs, latentDim), standard normal, and the scalar `beta`.
 */
export function vaeObjective(model: VaeModel, settings: VaeSettings): Objective {
  const { id, sampleShape, latentDim, normalisation, learningRateScale, start, condense } = model;
  const variational = settings.beta > 0;
  const shape = statisticsShape(model);
  const inputOf = (songs: number): Value => {
    const x = input("x", [songs, ...sampleShape]);
    return normalisation === "none" ? x : normalise(x, input("mean", shape), input("deviation", shape));
  };
  return {
    sampleShape,
    normalisation,
    identity: { id, sampleShape, latentDim },
    needsWholeBatch: false,
    takesOneThread: model.isCondensed ?? false,
    fewestSongs: 1,
    warmupEpochs: settings.klWarmupEpochs,
    learningRateScale,
    start,
    condense:
      condense &&
      (async (request) => {
        const { model: condensed, ...rest } = await condense(request);
        return { ...rest, objective: vaeObjective(condensed, settings) };
      }),
    error: {
      of: (songs) => autoencoderLoss(model, inputOf(songs)).reconstruction,
      batchSize: () => MEASURED_AT_ONCE,
      reader: plainReader,
    },
    loss(songs) {
      const x = inputOf(songs);
      return variational
        ? vaeLoss(model, x, input("noise", [songs, latentDim]), input("beta", []))
        : autoencoderLoss(model, x);
    },
    reader(source, most) {
      const read = plainReader(source, most);
      if (!variational) return read;
      return async (request) => {
        const { songs, step, epoch } = request;
        const { samples } = await read(request);
        const rng = createRng(settings.seed, "noise", String(step));
        const noise = Float32Array.from({ length: songs.length * latentDim }, () => rng.normal());
        return { samples, perSong: { noise }, whole: { beta: Float32Array.of(betaAt(settings, epoch)) } };
      };
    },
    epochFacts: (epoch) => ({ beta: betaAt(settings, epoch) }),
  };
}

/** The samples alone, as they are. */
function plainReader(source: SampleSource, most: number): BatchReader {
  // One buffer for all steps, because allocating one takes time.
  const buffer = new Float32Array(most * source.sampleLength);
  return async ({ songs }) => {
    const samples = buffer.subarray(0, songs.length * source.sampleLength);
    await source.read(songs, samples);
    return { samples, perSong: {}, whole: {} };
  };
}
