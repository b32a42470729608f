import type { Neighbours } from "./neighbours.ts";

/** The joint probabilities P of t-SNE as a symmetric sparse matrix in compressed rows; all values add up to 1. */
export interface Affinities {
  readonly rows: number;
  /** Row i is at positions starts[i] … starts[i + 1] − 1. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

const ENTROPY_TOLERANCE = 1e-9;
const SEARCH_STEPS = 100;

/** Neighbours that t-SNE looks at for a perplexity (van der Maaten 2014, §4.1: three times as many). */
export function neighboursForPerplexity(rows: number, perplexity: number): number {
  return Math.min(rows - 1, Math.floor(3 * perplexity + 1));
}

/**
 * P of t-SNE (van der Maaten & Hinton 2008, §2 and §3.1): per row a Gaussian over its neighbours whose entropy is
 * log(perplexity), symmetrised and normalised. Where more neighbours coincide with a row than the perplexity asks for,
 * they share its probability equally.
 */
export function jointProbabilities(neighbours: Neighbours, perplexity: number): Affinities {
  const { rows, count } = neighbours;
  const conditional = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const range = [row * count, (row + 1) * count] as const;
    calibrate(neighbours.distances.subarray(...range), perplexity, conditional.subarray(...range));
  }
  return symmetrise(neighbours, conditional);
}

/** Fills `out` with exp(−β·d²) / Σ, with β found by bisection so that its entropy is log(perplexity). */
function calibrate(distances: Float64Array, perplexity: number, out: Float64Array): void {
  const target = Math.log(perplexity);
  const nearest = distances[0]! ** 2;
  // Shifting by the nearest distance changes no probability and keeps the largest term at exp(0).
  const shifted = distances.map((distance) => distance ** 2 - nearest);
  const mean = shifted.reduce((sum, value) => sum + value, 0) / shifted.length;
  let low = 0;
  let high = Infinity;
  let precision = mean > 0 ? 1 / mean : 1;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const excess = gaussian(shifted, precision, out) - target;
    if (Math.abs(excess) < ENTROPY_TOLERANCE) break;
    if (excess > 0) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
  }
}

/** Writes the normalised Gaussian and returns its entropy in nats. */
function gaussian(shifted: Float64Array, precision: number, out: Float64Array): number {
  let sum = 0;
  let weighted = 0;
  for (let k = 0; k < shifted.length; k++) {
    const value = Math.exp(-precision * shifted[k]!);
    out[k] = value;
    sum += value;
    weighted += value * shifted[k]!;
  }
  for (let k = 0; k < out.length; k++) out[k] = out[k]! / sum;
  return Math.log(sum) + (precision * weighted) / sum;
}

/** (p_{j|i} + p_{i|j}) / 2N over the union of both neighbour relations. */
function symmetrise({ rows, count, indices }: Neighbours, conditional: Float64Array): Affinities {
  const { starts: incomingStarts, positions } = transpose(rows, indices);
  const starts = new Int32Array(rows + 1);
  const columns = new Int32Array(2 * rows * count);
  const values = new Float64Array(2 * rows * count);
  // Where each column stands in the row being written; positions of earlier rows are below its start.
  const place = new Int32Array(rows).fill(-1);
  let end = 0;
  const add = (row: number, column: number, value: number): void => {
    if (place[column]! < starts[row]!) {
      place[column] = end;
      columns[end++] = column;
    }
    values[place[column]!]! += value / (2 * rows);
  };
  for (let row = 0; row < rows; row++) {
    starts[row] = end;
    for (let k = row * count; k < (row + 1) * count; k++) add(row, indices[k]!, conditional[k]!);
    for (let k = incomingStarts[row]!; k < incomingStarts[row + 1]!; k++) {
      const position = positions[k]!;
      add(row, Math.floor(position / count), conditional[position]!);
    }
  }
  starts[rows] = end;
  return { rows, starts, columns: columns.slice(0, end), values: values.slice(0, end) };
}

/** For every row, the positions at which it is named as a neighbour, ascending (a counting sort). */
function transpose(rows: number, indices: Int32Array): { starts: Int32Array; positions: Int32Array } {
  const starts = new Int32Array(rows + 1);
  for (const index of indices) starts[index + 1]!++;
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
  const positions = new Int32Array(indices.length);
  const next = starts.slice();
  for (let position = 0; position < indices.length; position++) positions[next[indices[position]!]!++] = position;
  return { starts, positions };
}
