// The start of the compact architecture: weights that depend on the data, as the normalisation does.
import { centreColumns, columnMeans } from "../../core/linalg.ts";
import { matrix, matrixFromFloat32, normalMatrix, type Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import type { Tensors, Value } from "../../nn/index.ts";
import type { StartRequest } from "../training/objective.ts";
import { leadingComponents, type LeadingComponents } from "./compact-components.ts";
import { PATCH_CODES, POOLED_FEATURES } from "./compact-layers.ts";
import { eachSong, measuredSongs, type PatchStatistics } from "./compact-measure.ts";
import { orthonormalBasis, product, transposedProduct } from "../../kernels/products.ts";

/** Below this share of the leading component's variance a component counts as noise and is not scaled to variance 1. */
const SMALLEST_VARIANCE = 1e-6;

/**
 * - Patch to codes and codes to patch: the leading principal components of the patches, codes of variance 1.
 * - Codes that the decoder gives at z = 0: their mean over the songs, at each position.
 * - μ: the leading principal components of the pooled features, rotated at random so that every latent has the same
 *   share of every component, with a mean square of 1: songs that sound alike begin close to each other, and no latent
 *   begins unused.
 *
 * @param pooled the pooled features (1, POOLED_FEATURES) of a song of the request, its input `x`
 */
export async function compactStart(
  { components, mean, positions }: PatchStatistics,
  pooled: Value,
  latentDim: number,
  request: StartRequest,
): Promise<Tensors> {
  // 1. The codec between patches and codes.
  const codec = patchCodec(components, mean);
  const positionCodes = product(centreColumns(positions, mean), codec.toCodes);

  // 2. The latents.
  const encoder = { "encoder.patch.weight": float32(codec.toCodes), "encoder.patch.bias": codec.toCodesBias };
  const features = await pooledFeatures(pooled, request, { ...request.drawn, ...encoder });
  const latents = latentStart(features, latentDim, request.settings.seed);

  return {
    ...encoder,
    "encoder.mean.weight": latents.weight,
    "encoder.mean.bias": latents.bias,
    "decoder.codes.bias": float32(positionCodes),
    "decoder.patch.weight": float32(codec.toPatch),
    "decoder.patch.bias": Float32Array.from(mean),
  };
}

/** Songs × POOLED_FEATURES, of the songs that are measured. */
async function pooledFeatures(pooled: Value, request: StartRequest, weights: Tensors): Promise<Matrix> {
  const songs = measuredSongs(request.source);
  const features = new Float32Array(songs.length * POOLED_FEATURES);
  await eachSong({ features: pooled }, weights, request, songs, (song, index) => {
    features.set(song["features"]!, index * POOLED_FEATURES);
  });
  return matrixFromFloat32(songs.length, POOLED_FEATURES, features);
}

/** `toCodes`: patchSize × PATCH_CODES, patch − mean to codes of variance 1; `toPatch`: PATCH_CODES × patchSize. */
function patchCodec({ variances, directions }: LeadingComponents, mean: Float64Array) {
  const toCodes = matrix(directions.rows, PATCH_CODES);
  const toPatch = matrix(PATCH_CODES, directions.rows);
  const floor = Math.max(variances[0]! * SMALLEST_VARIANCE, Number.MIN_VALUE);
  const width = directions.cols;
  for (let code = 0; code < PATCH_CODES; code++) {
    const deviation = Math.sqrt(Math.max(variances[code]!, floor));
    for (let row = 0; row < directions.rows; row++) {
      const along = directions.data[row * width + code]!;
      toCodes.data[row * PATCH_CODES + code] = along / deviation;
      toPatch.data[code * directions.rows + row] = along * deviation;
    }
  }
  const offset = product(matrix(1, mean.length, mean), toCodes);
  return { toCodes, toCodesBias: Float32Array.from(offset.data, (value) => -value), toPatch };
}

/** The layer from pooled features to μ: principal components of mean square 1 over the latents, rotated at random. */
function latentStart(features: Matrix, latentDim: number, seed: number): { weight: Float32Array; bias: Float32Array } {
  const rng = createRng(seed, "compact start", "latents");
  const mean = columnMeans(features);
  const centred = centreColumns(features, mean);
  const count = Math.min(latentDim, POOLED_FEATURES);
  const { directions, variances } = leadingComponents(transposedProduct(centred, centred), count, rng);
  // Rows of a random orthonormal frame: component i goes to all latents, in a direction of its own.
  const frame = orthonormalBasis(normalMatrix(latentDim, count, rng));
  const meanSquare = variances.reduce((sum, value) => sum + value, 0) / (features.rows * latentDim);
  const gain = meanSquare > 0 ? 1 / Math.sqrt(meanSquare) : 1;
  const weight = matrix(POOLED_FEATURES, latentDim);
  for (let row = 0; row < POOLED_FEATURES; row++) {
    for (let latent = 0; latent < latentDim; latent++) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += directions.data[row * count + i]! * frame.data[latent * count + i]!;
      weight.data[row * latentDim + latent] = gain * sum;
    }
  }
  const offset = product(matrix(1, POOLED_FEATURES, mean), weight);
  return { weight: float32(weight), bias: Float32Array.from(offset.data, (value) => -value) };
}

const float32 = ({ data }: Matrix): Float32Array => Float32Array.from(data);
