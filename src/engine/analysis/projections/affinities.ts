import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import type { SparseMatrix } from "../../core/sparse.ts";
import { symmetrise } from "./symmetrise.ts";

const ENTROPY_TOLERANCE = 1e-9;
const SEARCH_STEPS = 100;

/** Neighbours that t-SNE looks at for a perplexity (van der Maaten 2014, §4.1: three times as many). */
export function neighboursForPerplexity(rows: number, perplexity: number): number {
  return Math.min(rows - 1, Math.floor(3 * perplexity + 1));
}

export interface AffinitySettings {
  /** How the width of a Gaussian is found: Newton's steps are a fifth as many, and end at other last digits. */
  readonly search?: "bisection" | "newton";
  readonly control?: Control;
}

/**
 * P of t-SNE (van der Maaten & Hinton 2008, §2 and §3.1): per row a Gaussian over its neighbours whose entropy is
 * log(perplexity), symmetrised as (p_{j|i} + p_{i|j}) / 2N so that all values add up to 1. Where more neighbours coincide with a row than the perplexity asks for,
 * they share its probability equally.
 */
export async function jointProbabilities(
  neighbours: Neighbours,
  perplexity: number,
  { search = "bisection", control = {} }: AffinitySettings = {},
): Promise<SparseMatrix> {
  const { rows, count } = neighbours;
  const pause = createPause(control);
  const conditional = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const range = [row * count, (row + 1) * count] as const;
    calibrate(neighbours.distances.subarray(...range), perplexity, search, conditional.subarray(...range));
    await pause(row / rows);
  }
  return symmetrise(neighbours, conditional, (forward, backward) => (forward + backward) / (2 * rows));
}

/** Fills `out` with exp(−β·d²) / Σ, with β such that its entropy is log(perplexity). */
function calibrate(
  distances: Float64Array,
  perplexity: number,
  search: "bisection" | "newton",
  out: Float64Array,
): void {
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
    const next = search === "newton" ? precision - excess / entropySlope(shifted, precision, out) : low;
    // A step out of the bracket, or from a slope of 0, is halved into it.
    if (next > low && next < high) precision = next;
    else precision = high === Infinity ? precision * 2 : (low + high) / 2;
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

/** The derivative of the entropy by β: −β times the variance of d². */
function entropySlope(shifted: Float64Array, precision: number, probabilities: Float64Array): number {
  let mean = 0;
  let squares = 0;
  for (let k = 0; k < shifted.length; k++) {
    mean += probabilities[k]! * shifted[k]!;
    squares += probabilities[k]! * shifted[k]! ** 2;
  }
  return -precision * (squares - mean ** 2);
}
