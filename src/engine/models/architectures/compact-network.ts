import {
  filled,
  leakyRelu,
  linear,
  mean,
  multiply,
  normal,
  parameter,
  reshape,
  sigmoid,
  zeros,
  type Value,
} from "../../nn/index.ts";
import { PATCH_CODES, POOLED_FEATURES, RENDER_FEATURES } from "./compact-layers.ts";
import type { Posterior } from "./vae.ts";

/** log σ² of a posterior at the start: σ ≈ 0.47 beside means of deviation 1, so that songs are apart from the first step. */
const START_LOG_VARIANCE = -1.5;

/** The layers of the compact architecture, over the patches of all songs: (songs · patches, width). */
export interface CompactNetwork {
  /** The time average of every patch's features: (songs, POOLED_FEATURES). */
  pooledFeatures(patches: Value): Value;
  encode(patches: Value): Posterior;
  /** z: (songs, latentDim) to (songs · patches, width). */
  decode(z: Value, width: number): Value;
}

/** @param patches of one song */
export function compactNetwork(patches: number, latentDim: number): CompactNetwork {
  function pooledFeatures(x: Value): Value {
    const codes = layer("encoder.patch", x, PATCH_CODES);
    const features = leakyRelu(layer("encoder.features", codes, POOLED_FEATURES, RELU_GAIN), 0.1);
    return mean(reshape(features, [x.shape[0]! / patches, patches, POOLED_FEATURES]), [1]);
  }

  return {
    pooledFeatures,
    encode(x) {
      const pooled = pooledFeatures(x);
      const logVariance = linear(
        pooled,
        parameter("encoder.logVariance.weight", [POOLED_FEATURES, latentDim], zeros),
        parameter("encoder.logVariance.bias", [latentDim], filled(START_LOG_VARIANCE)),
      );
      return { mean: layer("encoder.mean", pooled, latentDim), logVariance };
    },
    decode(z, width) {
      const first = silu(layer("decoder.0", z, RENDER_FEATURES, RELU_GAIN));
      const second = silu(layer("decoder.1", first, RENDER_FEATURES, RELU_GAIN));
      const codes = layer("decoder.codes", second, patches * PATCH_CODES, START_CODE_GAIN);
      return layer("decoder.patch", reshape(codes, [z.shape[0]! * patches, PATCH_CODES]), width);
    },
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
