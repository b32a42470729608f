import { LatentuneError } from "../../core/errors.ts";

/**
 * The anti-aliasing filter of every conversion, relative to the Nyquist frequency of the lower of the two rates:
 * flat within ±0.001 dB up to 91 %, at least 80 dB down from 100 % on.
 */
export const FILTER = { passBand: 0.91, attenuationDb: 80 } as const;

/** A polyphase bank: output n is the dot product of `taps` inputs with phase (n·down mod up). */
export interface FilterBank {
  /** Output n lies at input position n·down/up. */
  readonly up: number;
  readonly down: number;
  /** Taps per phase, a multiple of 8; tap k of a phase weighs input ⌊n·down/up⌋ − taps/2 + 1 + k. */
  readonly taps: number;
  /** Row-major [up, taps]; each phase sums to one. */
  readonly phases: Float32Array;
}

/** Tables larger than this are avoided by the nearest simpler ratio. */
const MAX_TABLE = 2 ** 22;

/**
 * Designs the windowed-sinc polyphase bank for a conversion between two rates in Hz.
 * Kaiser's window and length formula: Kaiser, "Nonrecursive digital filter design using the I0-sinh window", 1974.
 * Rates whose exact ratio would need an unreasonably large table (a table of 4 million weights) get the nearest ratio
 * that fits; the rates people record at never do.
 * @throws {LatentuneError} for rates that are not positive.
 */
export function designFilterBank(from: number, to: number): FilterBank {
  if (!(from > 0 && to > 0)) throw new LatentuneError(`Sample rates are positive, got ${from} and ${to} Hz.`);
  const { passBand, attenuationDb } = FILTER;
  const nyquist = Math.min(from, to) / 2;
  // In cycles per input sample.
  const cutoff = (nyquist * (1 + passBand)) / 2 / from;
  const transition = (nyquist * (1 - passBand)) / from;
  const beta = 0.1102 * (attenuationDb - 8.7);
  const length = (attenuationDb - 7.95) / (2.285 * 2 * Math.PI * transition) + 1;
  const taps = 8 * Math.ceil(length / 8);
  const { up, down } = nearestRatio(from, to, Math.max(1, Math.floor(MAX_TABLE / taps)));

  const phases = new Float32Array(up * taps);
  const row = new Float64Array(taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - taps / 2 + 1 - phase / up;
      const weight = sinc(2 * cutoff * distance) * kaiser(distance / (taps / 2), beta);
      row[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) phases[phase * taps + tap] = row[tap]! / sum;
  }
  return { up, down, taps, phases };
}

/** The fraction down/up nearest to from/to with up ≤ maxUp, by its continued fraction. Exact wherever it fits. */
export function nearestRatio(from: number, to: number, maxUp: number): { readonly up: number; readonly down: number } {
  let [numerator, denominator] = [from, to];
  let [down, up, previousDown, previousUp] = [1, 0, 0, 1];
  while (denominator !== 0) {
    const whole = Math.floor(numerator / denominator);
    const nextUp = whole * up + previousUp;
    if (nextUp > maxUp) break;
    [down, up, previousDown, previousUp] = [whole * down + previousDown, nextUp, down, up];
    [numerator, denominator] = [denominator, numerator - whole * denominator];
  }
  return { up, down };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser's window at position x in [−1, 1], zero outside. */
function kaiser(x: number, beta: number): number {
  return Math.abs(x) > 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** The modified Bessel function of order zero, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
