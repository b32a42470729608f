import {
  add,
  concat,
  constant,
  conv2d,
  exp,
  log,
  matmul,
  max,
  mean,
  multiply,
  relu,
  reshape,
  scale,
  sliceAxis,
  subtract,
  sum,
  unitRows,
  type Value,
} from "../../nn/index.ts";
import type { EncoderModel } from "../export.ts";
import { dense, layerParameters } from "./layers.ts";

/** Frames of the spectrogram that are averaged into one before anything else: 40 ms. */
export const POOLED_FRAMES = 4;

/** Frames of a crop, of {@link POOLED_FRAMES} each: 3 s. */
const CROP_FRAMES = 75;

/** Convolutions over time: their channels and their width. */
const CHANNELS = [64, 64] as const;
const WIDTH = 3;

/** Numbers of a crop that are compared with others' during the training. */
const PROJECTION = 64;

/** Similarities are divided by it. */
const TEMPERATURE = 0.2;

/** Crops of a song in a batch: they attract each other. */
export const VIEWS = 2;

/** A network of crops of spectrograms, as functions that build expressions. */
export interface ContrastiveModel extends EncoderModel {
  readonly id: string;
  /** (1, bands, frames) of a whole song. */
  readonly sampleShape: readonly [number, number, number];
  /** Frames of a crop, of {@link POOLED_FRAMES} each; all of a song that is shorter than a crop. */
  readonly cropFrames: number;
  /** The loss of crops (songs, VIEWS, bands, cropFrames), normalised: {@link normalisedCrossEntropy} of their projections. */
  loss(crops: Value): Value;
  /** Songs (N, …sampleShape), normalised, to (N, latentDim): the mean over crops that overlap by a half. */
  embed(x: Value): Value;
}

/**
 * Temporal convolutions over the bands, mean and maximum over time, one linear layer to the embedding and one to the
 * projection, which only the training sees (Chen et al. 2020). Its sizes and augmentations lie on a plateau: see the table
 * in docs/contrastive.md.
 *
 * @param sampleShape (1, bands, frames), at least {@link POOLED_FRAMES} frames
 */
export function contrastiveModel(sampleShape: readonly [number, number, number], latentDim: number): ContrastiveModel {
  const [, bands, frames] = sampleShape;
  const pooledFrames = Math.floor(frames / POOLED_FRAMES);
  const cropFrames = Math.min(CROP_FRAMES, pooledFrames);

  /** (M, bands, 1, cropFrames) to (M, latentDim). */
  function embedCrops(crops: Value): Value {
    let h = crops;
    CHANNELS.forEach((channels, layer) => {
      h = relu(convolution(`encoder.${layer}`, h, channels));
    });
    const [m, channels, , length] = h.shape as [number, number, number, number];
    const overTime = reshape(h, [m, channels, length]);
    return dense("encoder.embedding", concat([mean(overTime, [2]), max(overTime, 2)], 1), latentDim);
  }

  return {
    id: "contrastive/1",
    sampleShape,
    sampleName: "mel",
    latentDim,
    normalisation: "global",
    cropFrames,
    loss(crops) {
      const count = crops.shape[0]! * VIEWS;
      const embedded = embedCrops(reshape(crops, [count, bands, 1, cropFrames]));
      return normalisedCrossEntropy(dense("projection", embedded, PROJECTION));
    },
    embed(x) {
      const n = x.shape[0]!;
      const whole = sliceAxis(reshape(x, [n, bands, frames]), 2, 0, pooledFrames * POOLED_FRAMES);
      const pooled = mean(reshape(whole, [n, bands, pooledFrames, POOLED_FRAMES]), [3]);
      const starts = cropStarts(pooledFrames, cropFrames);
      const crops = starts.map((start) =>
        reshape(sliceAxis(pooled, 2, start, start + cropFrames), [n, 1, bands, cropFrames]),
      );
      const embedded = embedCrops(reshape(concat(crops, 1), [n * starts.length, bands, 1, cropFrames]));
      return mean(reshape(embedded, [n, starts.length, latentDim]), [1]);
    },
  };
}

/** Starts of crops that overlap by a half and reach from the first frame to the last, evenly spread. */
function cropStarts(frames: number, cropFrames: number): number[] {
  const count = 1 + Math.ceil((frames - cropFrames) / Math.ceil(cropFrames / 2));
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (frames - cropFrames)) / (count - 1)),
  );
}

/** A convolution over time of the width {@link WIDTH} that keeps the length. */
function convolution(name: string, x: Value, channels: number): Value {
  const inputs = x.shape[1]!;
  const { weight, bias } = layerParameters(name, [channels, inputs, 1, WIDTH], channels, inputs * WIDTH);
  const side = (WIDTH - 1) / 2;
  return conv2d(x, weight, { padding: [0, side, 0, side], bias });
}

/** Added to a crop's similarity with itself, which is no negative: its exponential is 0. */
const EXCLUDED = -1e9;

/**
 * For each crop, the cross-entropy of finding its partner among all other crops of the batch by cosine similarity divided by
 * the temperature (NT-Xent); the mean over crops. @see Chen, Kornblith, Norouzi & Hinton 2020, "A simple framework for
 * contrastive learning of visual representations", equation 1
 *
 * @param projections (songs · 2, k), the two crops of a song one after the other
 */
export function normalisedCrossEntropy(projections: Value): Value {
  const [count, k] = projections.shape as [number, number];
  const unit = unitRows(projections);
  // Cosines are at most 1, so that their exponentials stay far below the largest number without taking off a maximum.
  const similarities = scale(matmul(unit, unit, { transposeB: true }), 1 / TEMPERATURE);
  const itself = constant(
    [count, count],
    Float32Array.from({ length: count * count }, (_, at) => (at % (count + 1) === 0 ? EXCLUDED : 0)),
  );
  const all = log(sum(exp(add(similarities, itself)), [1]));
  const pairs = reshape(unit, [count / VIEWS, VIEWS, k]);
  const cosines = multiply(sliceAxis(pairs, 1, 0, 1), sliceAxis(pairs, 1, 1, 2));
  const own = scale(sum(cosines), VIEWS / TEMPERATURE / count);
  return subtract(mean(all), own);
}
