import { contrastiveModel } from "../../models/architectures/contrastive.ts";
import { CONTRASTIVE_SETTINGS, stoppingAfter } from "../../models/settings.ts";
import { trainContrastive } from "../../models/train-contrastive.ts";
import { defineTraining } from "./cached-training.ts";
import type { LogMels } from "../log-mels.ts";
import { drawnOf, melSource } from "./mel-source.ts";
import { contrastiveCourse } from "./training-course.ts";
import { epochsAndValidation, SAMPLES_SEEN } from "./sampled.ts";

/** Dimensions of the embedding; the latents of the other networks are another matter. */
const DIMENSIONS = 64;

/** A step that trains the contrastive network on the spectrograms. */
export const trainContrastiveNetwork = defineTraining({
  name: "train-contrastive",
  label: "Training the contrastive network",
  request: (mels: LogMels, { seed, epochs: given, validation, patience, executionProvider }) => {
    const model = contrastiveModel([1, mels.bands, mels.frames], DIMENSIONS);
    const source = melSource(mels);
    const drawn = drawnOf(mels);
    const settings = {
      ...CONTRASTIVE_SETTINGS,
      // On all songs there is no reconstruction that could be judged by songs held out, and nothing is.
      ...epochsAndValidation(
        { epochs: given, validation: drawn === undefined ? 0 : validation },
        { drawn: drawn?.songs, own: CONTRASTIVE_SETTINGS.epochs, seen: SAMPLES_SEEN.contrastive },
      ),
      seed,
      earlyStopping: stoppingAfter(patience, CONTRASTIVE_SETTINGS),
      executionProvider,
    };
    return {
      name: "contrastive",
      label: "Contrastive",
      architecture: "contrastive",
      model,
      source,
      settings,
      drawn,
      course: contrastiveCourse({ epochs: settings.epochs }, mels.files.length),
      train: (samples, options) => trainContrastive(model, samples, settings, options),
    };
  },
  extra: { compute: () => Promise.resolve({}), write: () => ({}), read: () => ({}) },
});
