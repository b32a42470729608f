import { meanSquaredError, pad, reshape, slice, transpose, type Value } from "../../nn/index.ts";
import { CONDENSED, condense } from "./compact-condense.ts";
import { COMPACT_LEARNING_RATES, PATCH_CODES, PATCH_FRAMES } from "./compact-layers.ts";
import { measurePatches, normalisedInput } from "./compact-measure.ts";
import { compactNetwork } from "./compact-network.ts";
import { compactStart } from "./compact-start.ts";
import type { VaeModel } from "./vae.ts";

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
  const network = compactNetwork(patches, latentDim);
  const isWhole = frames % PATCH_FRAMES === 0;

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

  const geometry = { patches, patchSize, latentDim, sampleShape, toPatches, network };
  return {
    id: "compact/2",
    sampleShape,
    sampleName: "mel",
    latentDim,
    klOverLatents: "mean",
    normalisation: "global",
    encode: (x) => network.encode(toPatches(x)),
    decode: (z) => fromPatches(network.decode(z, patchSize)),
    // Spares two rearrangements of all elements, unless there is a filled patch, whose filling is no error.
    ...(isWhole && {
      reconstructionError: (z: Value, x: Value) => meanSquaredError(network.decode(z, patchSize), toPatches(x)),
    }),
    learningRateScale: (name) => COMPACT_LEARNING_RATES[name] ?? 1,
    start: async (request) => {
      const x = normalisedInput(sampleShape, request);
      const statistics = await measurePatches(geometry, request, PATCH_CODES);
      return compactStart(statistics, network.pooledFeatures(toPatches(x)), latentDim, request);
    },
    ...(isWhole && patchSize > CONDENSED && { condense: (request) => condense(geometry, request) }),
  };
}
