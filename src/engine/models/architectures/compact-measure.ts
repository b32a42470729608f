// What the compact architecture knows of the data before its training, as every network knows mean and deviation.
import { columnMeans } from "../../core/linalg.ts";
import { keyOf } from "../../core/hash.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import {
  compile,
  constant,
  createSession,
  input,
  matmul,
  outputArrays,
  parametersOf,
  type Shape,
  type Tensors,
  type Value,
} from "../../nn/index.ts";
import { normalise } from "../training/normalisation.ts";
import type { StartRequest } from "../training/objective.ts";
import { leadingComponents, type LeadingComponents } from "./compact-components.ts";
import type { CompactNetwork } from "./compact-network.ts";

/** What a measurement needs to know of the model. */
export interface CompactGeometry {
  readonly patches: number;
  readonly patchSize: number;
  readonly latentDim: number;
  readonly sampleShape: Shape;
  /** (N, …sampleShape) to (N · patches, patchSize). */
  readonly toPatches: (x: Value) => Value;
  readonly network: CompactNetwork;
}

/** The data set without the weights. */
export type MeasureRequest = Omit<StartRequest, "drawn">;

/** Songs that are measured, evenly spread over the source: enough for 800 × 800 covariances. */
const SONGS = 256;

/** The normalised patches of a data set. */
export interface PatchStatistics {
  /** patches × patchSize: each patch's mean over the songs. */
  readonly positions: Matrix;
  /** Of all patches. */
  readonly mean: Float64Array;
  /** The leading principal components of all patches. */
  readonly components: LeadingComponents;
}

/** What is being measured at the moment, by what it depends on. */
const measuring = new Map<string, Promise<PatchStatistics>>();

/**
 * Networks that are trained at once are measured once.
 * @param count of the components
 */
export async function measurePatches(
  geometry: CompactGeometry,
  request: MeasureRequest,
  count: number,
): Promise<PatchStatistics> {
  const { mean, deviation } = request.normalisation;
  const [{ sampleShape }, { source, settings }] = [geometry, request];
  const key = keyOf({ count, sampleShape, source: source.key, seed: settings.seed, mean: [...mean], deviation: [...deviation] }); // prettier-ignore
  const found = measuring.get(key) ?? measure(geometry, request, count);
  measuring.set(key, found);
  try {
    return await found;
  } finally {
    measuring.delete(key);
  }
}

async function measure(geometry: CompactGeometry, request: MeasureRequest, count: number): Promise<PatchStatistics> {
  const { patches, patchSize } = geometry;
  const songs = measuredSongs(request.source);
  const { positions, products } = await patchMoments(geometry, request, songs);
  const mean = columnMeans(positions);
  const covariance = matrix(patchSize, patchSize);
  for (let row = 0, at = 0; row < patchSize; row++) {
    for (let col = 0; col < patchSize; col++, at++) {
      covariance.data[at] = products.data[at]! / (songs.length * patches) - mean[row]! * mean[col]!;
    }
  }
  const rng = createRng(request.settings.seed, "compact start", "patches");
  return { positions, mean, components: leadingComponents(covariance, count, rng) };
}

/**
 * `positions`: patches × patchSize, the mean over the songs. `products`: patchSize × patchSize, the sum of the patches'
 * outer products.
 */
async function patchMoments(
  { toPatches, patches, patchSize, sampleShape }: CompactGeometry,
  request: MeasureRequest,
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

/** The songs of a source that are measured. */
export function measuredSongs({ count }: StartRequest["source"]): Uint32Array {
  const chosen = Math.min(count, SONGS);
  return Uint32Array.from({ length: chosen }, (_, index) => Math.floor((index * count) / chosen));
}

/** The input `x` of one song, normalised. */
export function normalisedInput(sampleShape: Shape, { normalisation }: Pick<StartRequest, "normalisation">): Value {
  const { mean, deviation } = normalisation;
  return normalise(input("x", [1, ...sampleShape]), constant([1], mean), constant([1], deviation));
}

/** Computes outputs of the input `x` for one song after the other; those of a song are valid while it is visited. */
export async function eachSong(
  outputs: Readonly<Record<string, Value>>,
  weights: Tensors,
  { source, settings }: MeasureRequest,
  songs: Uint32Array,
  visit: (outputs: Tensors, index: number) => void,
): Promise<void> {
  const used = parametersOf(Object.values(outputs)).map(({ attributes: { name } }) => [name, weights[name]!]);
  const graph = compile(outputs, { weights: Object.fromEntries(used) as Tensors });
  const session = await createSession(graph, settings);
  try {
    const x = new Float32Array(source.sampleLength);
    const computed = outputArrays(graph);
    for (const [index, song] of songs.entries()) {
      await source.read(Uint32Array.of(song), x);
      visit(await session.run({ x }, computed), index);
    }
  } finally {
    await session.release();
  }
}
