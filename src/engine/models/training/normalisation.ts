import { LatentuneError } from "../../core/errors.ts";
import { add, divide, elementCount, multiply, subtract, type Shape, type Value } from "../../nn/index.ts";
import { inBatches, type SampleSource } from "./source.ts";

/** Of a data set: one number each, or one per element of a sample. `deviation` is never 0. */
export interface Normalisation {
  readonly mean: Float32Array;
  /** The population standard deviation + 1e-8, which the reference adds. */
  readonly deviation: Float32Array;
}

/** (x − mean) / deviation. */
export const normalise = (x: Value, mean: Value, deviation: Value): Value => divide(subtract(x, mean), deviation);

/** The inverse of {@link normalise}. */
export const denormalise = (x: Value, mean: Value, deviation: Value): Value => add(multiply(x, deviation), mean);

/** What a model says about its samples. */
export interface Samples {
  /** One mean and standard deviation for the whole data set, or one per element of a sample; `none`: the samples are normalised. */
  readonly normalisation: "global" | "per-element" | "none";
  /** Of one sample, without the batch axis. */
  readonly sampleShape: Shape;
}

/** The shape of the mean and the deviation of a model's data set. */
export function statisticsShape({ normalisation, sampleShape }: Samples): Shape {
  return normalisation === "per-element" ? sampleShape : [1];
}

const EPSILON = 1e-8;

/**
 * Mean and standard deviation, in two passes over the source so that neither its size nor a large mean matters.
 * @throws {LatentuneError} if a sample holds NaN or an infinity.
 */
export async function measureNormalisation(
  source: SampleSource,
  model: Samples,
  signal?: AbortSignal,
): Promise<Normalisation> {
  const columns = elementCount(statisticsShape(model));
  const perColumn = (source.count * source.sampleLength) / columns;
  const mean = await columnSums(source, columns, addValues, signal);
  mean.forEach((sum, column) => (mean[column] = sum / perColumn));
  const add = (sums: Float64Array, sample: Float32Array): void => {
    addSquares(sums, sample, mean);
  };
  const squares = await columnSums(source, columns, add, signal);
  return {
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(squares, (sum) => Math.sqrt(sum / perColumn) + EPSILON),
  };
}

// Loops of their own, column by column: a call and a remainder for each of millions of values take ten times as long.

function addValues(sums: Float64Array, sample: Float32Array): void {
  const columns = sums.length;
  for (let column = 0; column < columns; column++) {
    let sum = sums[column]!;
    for (let at = column; at < sample.length; at += columns) sum += sample[at]!;
    sums[column] = sum;
  }
}

/** Squares of the distances from the columns' means. */
function addSquares(sums: Float64Array, sample: Float32Array, mean: Float64Array): void {
  const columns = sums.length;
  for (let column = 0; column < columns; column++) {
    let sum = sums[column]!;
    for (let at = column; at < sample.length; at += columns) {
      const distance = sample[at]! - mean[column]!;
      sum += distance * distance;
    }
    sums[column] = sum;
  }
}

async function columnSums(
  source: SampleSource,
  columns: number,
  add: (sums: Float64Array, sample: Float32Array) => void,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const sums = new Float64Array(columns);
  for await (const { first, samples } of inBatches(source, signal)) {
    for (let start = 0; start < samples.length; start += source.sampleLength) {
      // Sums per sample keep the rounding error of millions of additions small.
      const partial = new Float64Array(columns);
      add(partial, samples.subarray(start, start + source.sampleLength));
      const row = first + start / source.sampleLength;
      if (!partial.every(Number.isFinite)) throw notFinite(row);
      for (let column = 0; column < columns; column++) sums[column]! += partial[column]!;
    }
  }
  return sums;
}

function notFinite(row: number): LatentuneError {
  return new LatentuneError(`The features of sample ${row + 1} hold values that are not finite numbers.`, {
    remedy: "Clear the cache so that its features are computed again, or leave the song out.",
  });
}
