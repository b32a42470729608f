import { createRng } from "../core/rng.ts";
import { input, type Value } from "../nn/index.ts";
import { autoencoderLoss, vaeLoss, type VaeModel } from "./architectures/vae.ts";
import { checkVaeSettings, type VaeSettings } from "./settings.ts";
import { finishModel, type TrainedModel } from "./trained-model.ts";
import { holdOut } from "./training/hold-out.ts";
import { normalise, statisticsShape } from "./training/normalisation.ts";
import type { Objective } from "./training/objective.ts";
import type { TrainOptions } from "./training/options.ts";
import { betaAt } from "./training/schedule.ts";
import { someSamples, type SampleSource } from "./training/source.ts";
import { train } from "./training/train.ts";

/** Trains a variational autoencoder, or a plain one where β is 0. @throws as {@link train} */
export async function trainVae(
  model: VaeModel,
  source: SampleSource,
  settings: VaeSettings,
  options: TrainOptions = {},
): Promise<TrainedModel> {
  checkVaeSettings(settings);
  const { validation = 0, seed } = settings;
  const objective = vaeObjective(model, settings);
  if (validation === 0) {
    return finishModel(model, source, settings, await train(objective, source, settings, options), options.signal);
  }
  const { training, heldOut } = holdOut(source, validation, seed);
  const outcome = await train(objective, someSamples(source, training), settings, {
    ...options,
    heldOut: someSamples(source, heldOut),
  });
  return finishModel(model, source, settings, { ...outcome, heldOut }, options.signal);
}

/**
 * Reconstruction and, for β > 0, KL divergence. Inputs of the loss: `x` (songs, …sampleShape), for a variational network
 * `noise` (songs, latentDim), standard normal, and the scalar `beta`.
 */
export function vaeObjective(model: VaeModel, settings: VaeSettings): Objective {
  const { id, sampleShape, latentDim, normalisation, learningRateScale, start } = model;
  const variational = settings.beta > 0;
  const shape = statisticsShape(model);
  const inputOf = (songs: number): Value =>
    normalise(input("x", [songs, ...sampleShape]), input("mean", shape), input("deviation", shape));
  return {
    sampleShape,
    normalisation,
    identity: { id, sampleShape, latentDim },
    needsWholeBatch: false,
    fewestSongs: 1,
    warmupEpochs: settings.klWarmupEpochs,
    learningRateScale,
    start,
    error: (songs) => autoencoderLoss(model, inputOf(songs)).reconstruction,
    loss(songs) {
      const x = inputOf(songs);
      return variational
        ? vaeLoss(model, x, input("noise", [songs, latentDim]), input("beta", []))
        : autoencoderLoss(model, x);
    },
    reader(source, most) {
      // One buffer for all steps, because allocating one takes time.
      const buffer = new Float32Array(most * source.sampleLength);
      return async ({ songs, step, epoch }) => {
        const samples = buffer.subarray(0, songs.length * source.sampleLength);
        await source.read(songs, samples);
        if (!variational) return { samples, perSong: {}, whole: {} };
        const rng = createRng(settings.seed, "noise", String(step));
        const noise = Float32Array.from({ length: songs.length * latentDim }, () => rng.normal());
        return { samples, perSong: { noise }, whole: { beta: Float32Array.of(betaAt(settings, epoch)) } };
      };
    },
    epochFacts: (epoch) => ({ beta: betaAt(settings, epoch) }),
  };
}
