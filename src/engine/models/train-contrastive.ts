import { createRng, type Rng } from "../core/rng.ts";
import { add, input, multiply, type Value } from "../nn/index.ts";
import { POOLED_FRAMES, VIEWS, type ContrastiveModel } from "./architectures/contrastive.ts";
import type { TrainSettings } from "./settings.ts";
import { finishEncoder, type TrainedEncoder } from "./trained-model.ts";
import { normalise } from "./training/normalisation.ts";
import type { Batch, BatchReader, Objective } from "./training/objective.ts";
import type { TrainOptions } from "./training/options.ts";
import { pooledSource } from "./training/pooled-source.ts";
import type { SampleSource } from "./training/source.ts";
import { trainSome } from "./training/train-some.ts";

// Augmentations of a crop, in standard deviations of the normalised spectrogram.

/** Standard deviation of the loudness of a crop. */
const GAIN = 0.1;
/** Standard deviation of the slope of a crop's spectrum, from the lowest band to the middle. */
const TILT = 0.1;
/** Ranges of bands of a crop that are set to the mean of the data set, and the largest share of the bands of each. */
const MASKS = 2;
const MASKED_SHARE = 1 / 8;

/** Trains the contrastive network. No label is used. @throws as {@link trainSome}, and for fewer than two songs */
export async function trainContrastive(
  model: ContrastiveModel,
  source: SampleSource,
  settings: TrainSettings,
  options: TrainOptions = {},
): Promise<TrainedEncoder> {
  const outcome = await trainSome(contrastiveObjective(model, settings), source, settings, options);
  return finishEncoder(model, source, settings, outcome, options.signal);
}

/** The size at which the batches of an epoch differ least: a small last batch would have few songs to compare. */
export function evenBatches(count: number, largest: number): number {
  return Math.ceil(count / Math.ceil(count / largest));
}

/**
 * Two crops of a song attract each other, those of the batch's other songs repel. Inputs of the loss: `x` (songs, 2, bands,
 * cropFrames), crops at random places; `offset` and `mask` (songs, 2, bands, 1), which are added to and multiplied with the
 * normalised crops: gain and tilt, and masked ranges of bands (Park et al. 2019, "SpecAugment").
 */
export function contrastiveObjective(model: ContrastiveModel, { seed }: Pick<TrainSettings, "seed">): Objective {
  const { id, sampleShape, latentDim, normalisation, cropFrames } = model;
  const [, bands, frames] = sampleShape;

  function loss(songs: number): { readonly total: Value } {
    const x = input("x", [songs, VIEWS, bands, cropFrames]);
    const perBand = [songs, VIEWS, bands, 1];
    const crops = normalise(x, input("mean", [1]), input("deviation", [1]));
    return { total: model.loss(multiply(add(crops, input("offset", perBand)), input("mask", perBand))) };
  }

  function reader(source: SampleSource, most: number): BatchReader {
    const pooled = pooledSource(source, { bands, frames, pooledFrames: POOLED_FRAMES });
    const length = pooled.sampleLength / bands;
    const whole = new Float32Array(most * pooled.sampleLength);
    const crops = new Float32Array(most * VIEWS * bands * cropFrames);
    return async ({ songs, step }): Promise<Batch> => {
      await pooled.read(songs, whole.subarray(0, songs.length * pooled.sampleLength));
      const count = songs.length * VIEWS;
      const offset = new Float32Array(count * bands);
      const mask = new Float32Array(count * bands).fill(1);
      const rng = createRng(seed, "crops", String(step));
      for (let crop = 0; crop < count; crop++) {
        const start = rng.integer(length - cropFrames + 1);
        const song = Math.floor(crop / VIEWS) * pooled.sampleLength;
        for (let band = 0; band < bands; band++) {
          const from = song + band * length + start;
          crops.set(whole.subarray(from, from + cropFrames), (crop * bands + band) * cropFrames);
        }
        drawAugmentation(rng, offset.subarray(crop * bands, (crop + 1) * bands), mask, crop * bands);
      }
      return { samples: crops.subarray(0, count * bands * cropFrames), perSong: { offset, mask }, whole: {} };
    };
  }

  return {
    sampleShape,
    normalisation,
    identity: { id, sampleShape, latentDim },
    needsWholeBatch: true,
    takesOneThread: false,
    fewestSongs: 2,
    batchSize: evenBatches,
    warmupEpochs: 0,
    loss,
    error: { of: (songs) => loss(songs).total, batchSize: evenBatches, reader },
    reader,
    epochFacts: () => ({}),
  };
}

/** Draws gain and tilt, and ranges of bands to mask from `first` of `mask` on. */
function drawAugmentation(rng: Rng, offset: Float32Array, mask: Float32Array, first: number): void {
  const bands = offset.length;
  const [gain, tilt] = [rng.normal() * GAIN, rng.normal() * TILT];
  for (let band = 0; band < bands; band++) offset[band] = gain + tilt * ((2 * band) / (bands - 1) - 1);
  for (let range = 0; range < MASKS; range++) {
    const width = rng.uniform() * MASKED_SHARE * bands;
    const start = rng.uniform() * (bands - width);
    mask.fill(0, first + Math.ceil(start), first + Math.ceil(start + width));
  }
}
