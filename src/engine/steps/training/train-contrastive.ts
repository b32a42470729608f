import { contrastiveModel } from "../../models/architectures/contrastive.ts";
import { CONTRASTIVE_SETTINGS } from "../../models/settings.ts";
import { trainContrastive } from "../../models/train-contrastive.ts";
import { defineTraining, EARLY_STOPPING } from "./cached-training.ts";
import type { LogMels } from "../log-mels.ts";
import { melSource } from "./mel-source.ts";

/** Dimensions of the embedding; the latents of the other networks are another matter. */
const DIMENSIONS = 64;

/** A step that trains the contrastive network on the spectrograms. */
export const trainContrastiveNetwork = defineTraining({
  name: "train-contrastive",
  label: "Training the contrastive network",
  request: (mels: LogMels, { seed, epochs, earlyStopping, executionProvider }) => {
    const model = contrastiveModel([1, mels.bands, mels.frames], DIMENSIONS);
    const source = melSource(mels);
    const settings = {
      ...CONTRASTIVE_SETTINGS,
      epochs: epochs ?? CONTRASTIVE_SETTINGS.epochs,
      seed,
      earlyStopping: earlyStopping ? EARLY_STOPPING : null,
      executionProvider,
    };
    return {
      name: "contrastive",
      label: "Contrastive",
      architecture: "contrastive",
      model,
      source,
      settings,
      train: (options) => trainContrastive(model, source, settings, options),
    };
  },
  extra: { compute: () => Promise.resolve({}), write: () => ({}), read: () => ({}) },
});
