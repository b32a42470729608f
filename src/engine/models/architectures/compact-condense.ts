// The patches of a data set in their leading principal components: what a training of the compact architecture works on.
import { centreColumns, transposed } from "../../core/linalg.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import {
  add,
  compile,
  constant,
  createSession,
  input,
  matmul,
  mean as meanOf,
  meanSquaredError,
  outputArrays,
  relu,
  reshape,
  scale,
  sliceAxis,
  square,
  subtract,
  sum,
  type Tensors,
  type Value,
} from "../../nn/index.ts";
import type { CondensedSource } from "../training/condensed.ts";
import { keepingFirst } from "../training/kept-samples.ts";
import { COMPACT_LEARNING_RATES } from "./compact-layers.ts";
import { measurePatches, normalisedInput, type CompactGeometry, type MeasureRequest } from "./compact-measure.ts";
import { compactStart } from "./compact-start.ts";
import type { CondensedVae, VaeModel } from "./vae.ts";
import { product, transposedProduct } from "../../kernels/products.ts";

/** Numbers of a patch that are trained on, of 800: twice the codes that it passes through. */
export const CONDENSED = 128;

/** Learning rates that are others than those of the whole network: each of the fewer weights of a patch counts for more. */
const CONDENSED_RATES: Readonly<Partial<Record<string, number>>> = { "encoder.patch.weight": 0.0024 };

/** Condensed songs up to this size in all stay in memory; others are condensed again in every epoch. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Where the condensed numbers of a patch stand among its own. */
interface Subspace {
  /** The mean patch. */
  readonly mean: Float64Array;
  /** patchSize × CONDENSED, orthonormal columns. */
  readonly basis: Matrix;
}

/**
 * The same network on patches of {@link CONDENSED} numbers, their leading principal components. A patch passes through half as
 * many codes, so that what lies outside these components is hardly learned: an error that stays, and is counted. A sample is
 * a song's patches, and behind them that error.
 */
export async function condense(geometry: CompactGeometry, request: MeasureRequest): Promise<CondensedVae> {
  const { patches, patchSize, latentDim, network } = geometry;
  const { components, mean, positions } = await measurePatches(geometry, request, CONDENSED);
  const subspace = { mean, basis: components.directions };
  // The identity, but for components beyond the rank of the patches: there everything is 0 and stays so.
  const found = transposedProduct(subspace.basis, subspace.basis);
  const size = patches * CONDENSED;
  const ofSongs = (x: Value): Value => reshape(sliceAxis(x, 1, 0, size), [x.shape[0]! * patches, CONDENSED]);

  const model: VaeModel = {
    id: "compact/2, condensed",
    sampleShape: [size + 1],
    sampleName: "patches",
    latentDim,
    klOverLatents: "mean",
    normalisation: "none",
    isCondensed: true,
    encode: (x) => network.encode(ofSongs(x)),
    decode: (z) => reshape(network.decode(z, CONDENSED), [z.shape[0]!, size]),
    reconstructionError: (z, x) =>
      add(
        scale(meanSquaredError(network.decode(z, CONDENSED), ofSongs(x)), CONDENSED / patchSize),
        meanOf(sliceAxis(x, 1, size, size + 1)),
      ),
    learningRateScale: (name) => CONDENSED_RATES[name] ?? COMPACT_LEARNING_RATES[name] ?? 1,
    start: (given) => {
      const pooled = network.pooledFeatures(ofSongs(input("x", [1, size + 1])));
      const statistics = {
        mean: new Float64Array(CONDENSED),
        positions: product(centreColumns(positions, mean), subspace.basis),
        components: { variances: components.variances, directions: found },
      };
      return compactStart(statistics, pooled, latentDim, given);
    },
  };
  return {
    model,
    samples: (source) => condensedSource(geometry, { ...request, source }, subspace),
    expand: (weights) => expand(weights, subspace),
  };
}

/** The samples of a source, condensed. */
async function condensedSource(
  { patches, patchSize, sampleShape, toPatches }: CompactGeometry,
  { source, normalisation, settings }: MeasureRequest,
  { mean, basis }: Subspace,
): Promise<CondensedSource> {
  const rows = subtract(
    toPatches(normalisedInput(sampleShape, { normalisation })),
    constant([1, patchSize], Float32Array.from(mean)),
  );
  const condensed = matmul(rows, constant([patchSize, CONDENSED], Float32Array.from(basis.data)));
  // Rounding may take the little that is left below 0.
  const left = relu(subtract(sum(square(rows)), sum(square(condensed))));
  const outputs = { condensed, left: scale(reshape(left, [1]), 1 / (patches * patchSize)) };
  const graph = compile(outputs);
  const session = await createSession(graph, settings);
  const computed = outputArrays(graph);
  const raw = new Float32Array(source.sampleLength);
  const sampleLength = patches * CONDENSED + 1;
  const condenseOne = async (index: number, into: Float32Array): Promise<void> => {
    await source.read(Uint32Array.of(index), raw);
    const { condensed, left } = await session.run({ x: raw }, computed);
    into.set(condensed!);
    into.set(left!, sampleLength - 1);
  };
  const { read } = keepingFirst({
    ...{ count: source.count, length: sampleLength, bytes: KEPT_BYTES, read: condenseOne },
    // The epochs ask for the condensed ones alone.
    onAll: () => source.forget?.(),
  });
  return { ...source, sampleLength, read, release: () => session.release() };
}

/** Weights of the condensed network as those of the whole one. */
function expand(weights: Tensors, { mean, basis }: Subspace): Tensors {
  const toCodes = product(basis, matrixOf(weights["encoder.patch.weight"]!, basis.cols));
  const offset = product(matrix(1, mean.length, mean), toCodes).data;
  const fromCodes = matrixOf(weights["decoder.patch.weight"]!, weights["decoder.patch.weight"]!.length / basis.cols);
  const along = product(matrixOf(weights["decoder.patch.bias"]!, 1), transposed(basis)).data;
  return {
    ...weights,
    "encoder.patch.weight": Float32Array.from(toCodes.data),
    "encoder.patch.bias": weights["encoder.patch.bias"]!.map((value, code) => value - offset[code]!),
    "decoder.patch.weight": Float32Array.from(product(fromCodes, transposed(basis)).data),
    "decoder.patch.bias": Float32Array.from(mean, (value, index) => value + along[index]!),
  };
}

const matrixOf = (data: Float32Array, rows: number): Matrix =>
  matrix(rows, data.length / rows, Float64Array.from(data));
