import {
  filled,
  leakyRelu,
  linear,
  mean,
  meanSquaredError,
  multiply,
  normal,
  pad,
  parameter,
  reshape,
  sigmoid,
  slice,
  transpose,
  zeros,
  type Value,
} from "../../nn/index.ts";
import { compactStart } from "./compact-start.ts";
import {
  COMPACT_LEARNING_RATES,
  PATCH_CODES,
  PATCH_FRAMES,
  POOLED_FEATURES,
  RENDER_FEATURES,
} from "./compact-layers.ts";
import type { Posterior, VaeModel } from "./vae.ts";

/** log σ² of a posterior at the start: σ ≈ 0.47 beside means of deviation 1, so that songs are apart from the first step. */
const START_LOG_VARIANCE = -1.5;

/**
 * Our Conv-VAE replacement: a spectrogram is a sequence of patches of {@link PATCH_FRAMES} frames, and every layer is a
 * matrix product.
 *
 * Encoder: patch → codes (linear) → features (leaky ReLU), averaged over time → μ and log σ². What it knows of a song is
 * how often which sounds occur, not when: the weights are the same for every patch.
 * Decoder: z → two hidden layers (SiLU) → the codes of every patch → the patches (linear, shared over time).
 *
 * The layers between patch and codes start from the patches' principal components (see {@link compactStart}), so that
 * training begins where a linear codec ends.
 *
 * @param sampleShape (1, bands, frames)
 */
export function compactModel(sampleShape: readonly [number, number, number], latentDim: number): VaeModel {
  const [, bands, frames] = sampleShape;
  const patches = Math.ceil(frames / PATCH_FRAMES);
  const patchSize = bands * PATCH_FRAMES;

  /** (N, 1, bands, frames) to (N · patches, patchSize); a last, partial patch is filled with the data set's mean. */
  function toPatches(x: Value): Value {
    const n = x.shape[0]!;
    const missing = patches * PATCH_FRAMES - frames;
    const whole = missing === 0 ? x : pad(x, [0, 0, 0, 0], [0, 0, 0, missing]);
    const byPatch = transpose(reshape(whole, [n, bands, patches, PATCH_FRAMES]), [0, 2, 1, 3]);
    return reshape(byPatch, [n * patches, patchSize]);
  }

  function fromPatches(x: Value): Value {
    const n = x.shape[0]! / patches;
    const byBand = transpose(reshape(x, [n, patches, bands, PATCH_FRAMES]), [0, 2, 1, 3]);
    const whole = reshape(byBand, [n, 1, bands, patches * PATCH_FRAMES]);
    return patches * PATCH_FRAMES === frames ? whole : slice(whole, [0, 0, 0, 0], [n, 1, bands, frames]);
  }

  /** The time average of every patch's features: (N, POOLED_FEATURES). */
  function pooledFeatures(x: Value): Value {
    const codes = layer("encoder.patch", toPatches(x), PATCH_CODES);
    const features = leakyRelu(layer("encoder.features", codes, POOLED_FEATURES, RELU_GAIN), 0.1);
    return mean(reshape(features, [x.shape[0]!, patches, POOLED_FEATURES]), [1]);
  }

  function encode(x: Value): Posterior {
    const pooled = pooledFeatures(x);
    const logVariance = linear(
      pooled,
      parameter("encoder.logVariance.weight", [POOLED_FEATURES, latentDim], zeros),
      parameter("encoder.logVariance.bias", [latentDim], filled(START_LOG_VARIANCE)),
    );
    return { mean: layer("encoder.mean", pooled, latentDim), logVariance };
  }

  /** (N · patches, patchSize). */
  function decodePatches(z: Value): Value {
    const n = z.shape[0]!;
    const first = silu(layer("decoder.0", z, RENDER_FEATURES, RELU_GAIN));
    const second = silu(layer("decoder.1", first, RENDER_FEATURES, RELU_GAIN));
    const codes = layer("decoder.codes", second, patches * PATCH_CODES, START_CODE_GAIN);
    return layer("decoder.patch", reshape(codes, [n * patches, PATCH_CODES]), patchSize);
  }

  return {
    id: "compact/1",
    sampleShape,
    sampleName: "mel",
    latentDim,
    klOverLatents: "mean",
    normalisation: "global",
    encode,
    decode: (z) => fromPatches(decodePatches(z)),
    // Spares two rearrangements of all elements, unless there is a filled patch, whose filling is no error.
    ...(frames % PATCH_FRAMES === 0
      ? { reconstructionError: (z: Value, x: Value) => meanSquaredError(decodePatches(z), toPatches(x)) }
      : {}),
    learningRateScale: (name) => COMPACT_LEARNING_RATES[name] ?? 1,
    start: (request) =>
      compactStart({ patches, patchSize, latentDim, sampleShape, toPatches, pooledFeatures }, request),
  };
}

/** He et al. 2015. */
const RELU_GAIN = Math.SQRT2;

/** Small: at the start the decoder gives every song nearly the mean codes; training makes them differ. */
const START_CODE_GAIN = 0.1;

/** A linear layer over the last axis: weights normal with deviation gain / √inputs, bias 0. */
function layer(name: string, x: Value, outputs: number, gain = 1): Value {
  const inputs = x.shape[1]!;
  const weight = parameter(`${name}.weight`, [inputs, outputs], normal(gain / Math.sqrt(inputs)));
  return linear(x, weight, parameter(`${name}.bias`, [outputs], zeros));
}

/** x · sigmoid(x), also called swish (Ramachandran et al. 2017). */
const silu = (x: Value): Value => multiply(x, sigmoid(x));
