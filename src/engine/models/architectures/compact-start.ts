// The start of the compact architecture: weights that depend on the data, as the normalisation does.
import { centreColumns, columnMeans, orthonormalBasis, product, transposedProduct } from "../../core/linalg.ts";
import { matrix, matrixFromFloat32, normalMatrix, type Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import {
  compile,
  constant,
  createSession,
  input,
  matmul,
  parametersOf,
  type Shape,
  type Tensors,
  type Value,
} from "../../nn/index.ts";
import { leadingComponents, type LeadingComponents } from "./compact-components.ts";
import { PATCH_CODES, POOLED_FEATURES } from "./compact-layers.ts";
import { normalise } from "../training/normalisation.ts";
import type { StartRequest } from "../training/objective.ts";

/** What the start needs to know of the model. */
export interface CompactGeometry {
  readonly patches: number;
  readonly patchSize: number;
  readonly latentDim: number;
  readonly sampleShape: Shape;
  /** (N, …sampleShape) to (N · patches, patchSize). */
  readonly toPatches: (x: Value) => Value;
  /** (N, …sampleShape) to (N, POOLED_FEATURES). */
  readonly pooledFeatures: (x: Value) => Value;
}

/** Songs that the start is measured on, evenly spread over the source: enough for 800 × 800 covariances. */
const SONGS = 256;

/** Below this share of the leading component's variance a component counts as noise and is not scaled to variance 1. */
const SMALLEST_VARIANCE = 1e-6;

/**
 * - Patch to codes and codes to patch: the leading principal components of the patches, codes of variance 1.
 * - Codes that the decoder gives at z = 0: their mean over the songs, at each position.
 * - μ: the leading principal components of the pooled features, rotated at random so that every latent has the same
 *   share of every component, with a mean square of 1: songs that sound alike begin close to each other, and no latent
 *   begins unused.
 */
export async function compactStart(geometry: CompactGeometry, request: StartRequest): Promise<Tensors> {
  const { patches, patchSize } = geometry;
  const songs = spread(request.source.count, SONGS);

  // 1. Covariance of the patches, and their mean at each position.
  const moments = await patchMoments(geometry, request, songs);
  const mean = columnMeans(moments.positions);
  const covariance = matrix(patchSize, patchSize);
  for (let row = 0, at = 0; row < patchSize; row++) {
    for (let col = 0; col < patchSize; col++, at++) {
      covariance.data[at] = moments.products.data[at]! / (songs.length * patches) - mean[row]! * mean[col]!;
    }
  }

  // 2. The codec between patches and codes.
  const rng = createRng(request.settings.seed, "compact start", "patches");
  const codec = patchCodec(leadingComponents(covariance, PATCH_CODES, rng), mean);
  const positionCodes = product(centreColumns(moments.positions, mean), codec.toCodes);

  // 3. The latents.
  const encoder = { "encoder.patch.weight": float32(codec.toCodes), "encoder.patch.bias": codec.toCodesBias };
  const features = await pooled(geometry, request, songs, { ...request.drawn, ...encoder });
  const latents = latentStart(features, geometry.latentDim, request.settings.seed);

  return {
    ...encoder,
    "encoder.mean.weight": latents.weight,
    "encoder.mean.bias": latents.bias,
    "decoder.codes.bias": float32(positionCodes),
    "decoder.patch.weight": float32(codec.toPatch),
    "decoder.patch.bias": Float32Array.from(mean),
  };
}

/**
 * `positions`: patches × patchSize, the mean over the songs. `products`: patchSize × patchSize, the sum of the patches'
 * outer products.
 */
async function patchMoments(
  { toPatches, patches, patchSize, sampleShape }: CompactGeometry,
  request: StartRequest,
  songs: Uint32Array,
): Promise<{ readonly positions: Matrix; readonly products: Matrix }> {
  const positions = matrix(patches, patchSize);
  const products = matrix(patchSize, patchSize);
  const rows = toPatches(normalisedInput(sampleShape, request));
  const outputs = { rows, products: matmul(rows, rows, { transposeA: true }) };
  await eachSong(outputs, {}, request, songs, (song) => {
    addTo(positions.data, song["rows"]!, songs.length);
    addTo(products.data, song["products"]!, 1);
  });
  return { positions, products };
}

/** Adds values / divisor, element by element. */
function addTo(sums: Float64Array, values: Float32Array, divisor: number): void {
  for (let index = 0; index < values.length; index++) sums[index]! += values[index]! / divisor;
}

async function pooled(
  { pooledFeatures, sampleShape }: CompactGeometry,
  request: StartRequest,
  songs: Uint32Array,
  weights: Tensors,
): Promise<Matrix> {
  const features = new Float32Array(songs.length * POOLED_FEATURES);
  const outputs = { features: pooledFeatures(normalisedInput(sampleShape, request)) };
  await eachSong(outputs, weights, request, songs, (song, index) => {
    features.set(song["features"]!, index * POOLED_FEATURES);
  });
  return matrixFromFloat32(songs.length, POOLED_FEATURES, features);
}

function normalisedInput(sampleShape: Shape, { normalisation }: StartRequest): Value {
  const { mean, deviation } = normalisation;
  return normalise(input("x", [1, ...sampleShape]), constant([1], mean), constant([1], deviation));
}

/** Computes outputs of the input `x` for one song after the other. */
async function eachSong(
  outputs: Readonly<Record<string, Value>>,
  weights: Tensors,
  { source, settings }: StartRequest,
  songs: Uint32Array,
  visit: (outputs: Tensors, index: number) => void,
): Promise<void> {
  const used = parametersOf(Object.values(outputs)).map(({ attributes: { name } }) => [name, weights[name]!]);
  const session = await createSession(compile(outputs, { weights: Object.fromEntries(used) as Tensors }), settings);
  try {
    const x = new Float32Array(source.sampleLength);
    for (const [index, song] of songs.entries()) {
      await source.read(Uint32Array.of(song), x);
      visit(await session.run({ x }), index);
    }
  } finally {
    await session.release();
  }
}

/** `toCodes`: patchSize × PATCH_CODES, patch − mean to codes of variance 1; `toPatch`: PATCH_CODES × patchSize. */
function patchCodec({ variances, directions }: LeadingComponents, mean: Float64Array) {
  const toCodes = matrix(directions.rows, PATCH_CODES);
  const toPatch = matrix(PATCH_CODES, directions.rows);
  const floor = Math.max(variances[0]! * SMALLEST_VARIANCE, Number.MIN_VALUE);
  for (let code = 0; code < PATCH_CODES; code++) {
    const deviation = Math.sqrt(Math.max(variances[code]!, floor));
    for (let row = 0; row < directions.rows; row++) {
      const along = directions.data[row * PATCH_CODES + code]!;
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

/** Up to `most` indices below `count`, evenly spread. */
function spread(count: number, most: number): Uint32Array {
  const chosen = Math.min(count, most);
  return Uint32Array.from({ length: chosen }, (_, index) => Math.floor((index * count) / chosen));
}
