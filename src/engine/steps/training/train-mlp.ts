import { sha256 } from "../../core/hash.ts";
import { mlpModel } from "../../models/architectures/mlp.ts";
import { MLP_SETTINGS, stoppingAfter } from "../../models/settings.ts";
import { arraySource, type SampleSource } from "../../models/training/source.ts";
import { drawSample } from "../../dataset/draw-sample.ts";
import type { TrainingContext } from "./cached-training.ts";
import { epochsAndValidation, SAMPLES_SEEN } from "./sampled.ts";
import { vaeTraining, type CachedModel } from "./vae-training.ts";
import type { CachedStep } from "../define-step.ts";
import type { StepNames } from "../step.ts";
import type { MfccFeatures } from "../mfcc-features.ts";

/** A step that trains the Easy task's network on the statistics of whole songs. */
export function mlpTraining(names: StepNames): CachedStep<MfccFeatures, CachedModel, TrainingContext> {
  return vaeTraining({
    ...names,
    request: ({ features, hashes }: MfccFeatures, settings) => {
      const { trainingSongs, seed } = settings;
      const sample = features.rows > trainingSongs ? drawSample(hashes, trainingSongs, seed) : undefined;
      return {
        name: "mlp-vae",
        label: "VAE",
        architecture: "mlp",
        model: mlpModel(features.cols, settings.latentDim ?? 8),
        source: featureSource(features),
        settings: {
          ...MLP_SETTINGS,
          beta: settings.beta,
          klWarmupEpochs: settings.klWarmup ?? MLP_SETTINGS.klWarmupEpochs,
          seed,
          earlyStopping: stoppingAfter(settings.patience, MLP_SETTINGS),
          ...epochsAndValidation(settings, { drawn: sample?.length, own: MLP_SETTINGS.epochs, seen: SAMPLES_SEEN.mlp }),
          executionProvider: settings.executionProvider,
        },
        ...(sample && { sample, drawn: { songs: sample.length, of: features.rows } }),
      };
    },
    extra: { compute: () => Promise.resolve({}), write: () => ({}), read: () => ({}) },
  });
}

/** The features as training samples; the model normalises each column by itself. */
function featureSource(features: MfccFeatures["features"]): SampleSource {
  const data = Float32Array.from(features.data);
  return arraySource(data, features.cols, sha256(new Uint8Array(data.buffer)));
}
