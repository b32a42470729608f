import { conv2d, convTranspose2d, relu, reshape, slice, type Value } from "../../nn/index.ts";
import { byParts, dense, layerParameters } from "./layers.ts";
import type { Posterior, VaeModel } from "./vae.ts";

const CHANNELS = [16, 32, 64, 128] as const;

/**
 * The Conv-VAE of the reference pipeline: four 3 × 3 convolutions of stride 2 (1 → 16 → 32 → 64 → 128), linear heads,
 * and back by a linear layer and four 4 × 4 transposed convolutions of stride 2, cropped to the input's size.
 *
 * @param sampleShape (1, bands, frames)
 */
export function referenceModel(sampleShape: readonly [number, number, number], latentDim: number): VaeModel {
  const [, bands, frames] = sampleShape;
  const rows = halved(bands, CHANNELS.length);
  const cols = halved(frames, CHANNELS.length);
  const deep = CHANNELS[3];
  const features = deep * rows * cols;

  function encode(x: Value): Posterior {
    const flat = byParts(x, (songs) => {
      let h = songs;
      CHANNELS.forEach((channels, layer) => {
        h = relu(convolution(`encoder.${layer}`, h, channels));
      });
      return reshape(h, [songs.shape[0]!, features]);
    });
    return { mean: dense("encoder.mean", flat, latentDim), logVariance: dense("encoder.logVariance", flat, latentDim) };
  }

  function decode(z: Value): Value {
    return byParts(dense("decoder.input", z, features), (songs) => {
      const n = songs.shape[0]!;
      let h = reshape(songs, [n, deep, rows, cols]);
      h = relu(transposedConvolution("decoder.0", h, CHANNELS[2]));
      h = relu(transposedConvolution("decoder.1", h, CHANNELS[1]));
      h = relu(transposedConvolution("decoder.2", h, CHANNELS[0]));
      h = transposedConvolution("decoder.3", h, 1);
      return slice(h, [0, 0, 0, 0], [n, 1, bands, frames]);
    });
  }

  return {
    id: "reference/1",
    sampleShape,
    sampleName: "mel",
    latentDim,
    klOverLatents: "mean",
    normalisation: "global",
    encode,
    decode,
  };
}

/** The length after `times` convolutions of stride 2 with a padding of 1. */
function halved(length: number, times: number): number {
  return times === 0 ? length : halved(Math.ceil(length / 2), times - 1);
}

function convolution(name: string, x: Value, channels: number): Value {
  const inputs = x.shape[1]!;
  const { weight, bias } = layerParameters(name, [channels, inputs, 3, 3], channels, inputs * 9);
  return conv2d(x, weight, { stride: 2, padding: 1, bias });
}

function transposedConvolution(name: string, x: Value, channels: number): Value {
  // PyTorch takes the fan-in of a transposed convolution from its second axis.
  const { weight, bias } = layerParameters(name, [x.shape[1]!, channels, 4, 4], channels, channels * 16);
  return convTranspose2d(x, weight, { stride: 2, padding: 1, bias });
}
