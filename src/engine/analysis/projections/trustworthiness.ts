import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packMatrix } from "../packed-rows.ts";
import { permutation, type Rng } from "../../core/rng.ts";
import { createPause, type Control } from "../pause.ts";

export interface Trustworthiness {
  /** In [0, 1]: 1 where no point has a neighbour in the picture that is not one in the data. Null for fewer than 3 rows. */
  readonly value: number | null;
  /** Neighbours k per point. */
  readonly neighbours: number;
  /** Points whose neighbours were judged: all, or a sample of them; each is judged against all points. */
  readonly sample: number;
  /** Of a sample: the bounds of the 95 % interval. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** Above this many rows a random sample of so many is judged: O(N²·d) becomes O(N·d). */
const SAMPLE = 5000;

/** Pairs of points that are looked at for a sample, and the fewest points of one: 1,000 of a million. */
const MOST_PAIRS = 1e9;
const FEWEST = 1000;

/** The k for n rows: 5, less where 5 neighbours are not fewer than half of the rows. */
export function trustworthinessNeighbours(rows: number): number {
  return Math.max(0, Math.min(5, Math.ceil(rows / 2) - 1));
}

/**
 * Trustworthiness T(k) = 1 − 2 / (n·k·(2n − 3k − 1)) · Σ_i Σ_{j among i's k nearest in the picture} max(0, r(i, j) − k),
 * r(i, j) being j's rank by distance from i in the data (Venna & Kaski 2001; `sklearn.manifold.trustworthiness`). Equal
 * distances rank by row number. O(sample · N · d).
 * @param data N × d. @param picture N × 2 or any other projection of the same rows.
 * @param rng draws the sample where there are more rows than `largestSample`.
 * @throws {LatentuneError} if the row counts differ.
 */
export async function trustworthiness(
  data: Matrix,
  picture: Matrix,
  rng: Rng,
  control: Control = {},
  largestSample = Math.min(SAMPLE, Math.max(FEWEST, Math.floor(MOST_PAIRS / data.rows))),
): Promise<Trustworthiness> {
  const { rows } = data;
  if (picture.rows !== rows) throw new LatentuneError(`${picture.rows} points do not picture ${rows} rows.`);
  const k = trustworthinessNeighbours(rows);
  const sample = Math.min(rows, largestSample);
  if (k === 0) return { value: null, neighbours: 0, sample };

  const judged =
    sample === rows ? Uint32Array.from({ length: rows }, (_, row) => row) : permutation(rows, rng).subarray(0, sample);
  const pause = createPause(control);
  const [packed, packedPicture] = [packMatrix(data), packMatrix(picture)];
  const groups = Math.ceil(rows / GROUP);
  const nearest = new Int32Array(k);
  let excess = 0;
  let squares = 0;
  for (let turn = 0; turn < sample; turn++) {
    const row = judged[turn]!;
    nearestOf(packedPicture.squaredDistances(row, 0, groups).subarray(0, rows), row, nearest);
    let own = 0;
    for (const rank of ranksOf(nearest, row, packed.squaredDistances(row, 0, groups).subarray(0, rows)))
      own += Math.max(0, rank - k);
    excess += own;
    squares += own ** 2;
    await pause(turn / sample);
  }
  const scale = 2 / (k * (2 * rows - 3 * k - 1));
  const value = 1 - (2 * excess) / (sample * k * (2 * rows - 3 * k - 1));
  if (sample === rows) return { value, neighbours: k, sample };
  const mean = excess / sample;
  // The sample is drawn without replacement.
  const variance = ((squares / sample - mean ** 2) / (sample - 1)) * (1 - sample / rows);
  const error = 1.96 * scale * Math.sqrt(variance);
  return { value, neighbours: k, sample, interval: { low: value - error, high: Math.min(1, value + error) } };
}

/** Fills `out` with the nearest rows but one, nearest first; equal distances by row number. */
function nearestOf(distances: Float64Array, self: number, out: Int32Array): void {
  let found = 0;
  let worst = Infinity;
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row]!;
    if (!(distance < worst) && found === out.length) continue;
    if (row === self) continue;
    let slot = found < out.length ? found++ : found - 1;
    for (; slot > 0 && distances[out[slot - 1]!]! > distance; slot--) out[slot] = out[slot - 1]!;
    out[slot] = row;
    if (found === out.length) worst = distances[out[found - 1]!]!;
  }
}

/** The ranks of some rows by their distance from a row, itself left out: 1 for the nearest. Equal distances rank by row number. */
function ranksOf(others: Int32Array, self: number, distances: Float64Array): Int32Array {
  const ranks = new Int32Array(others.length).fill(1);
  // Most rows are farther than all of these.
  const farthest = others.reduce((most, other) => Math.max(most, distances[other]!), 0);
  for (let row = 0; row < distances.length; row++) {
    const distance = distances[row]!;
    if (distance > farthest || row === self) continue;
    for (let i = 0; i < others.length; i++) {
      const other = others[i]!;
      if (distance < distances[other]! || (distance === distances[other] && row < other)) ranks[i]!++;
    }
  }
  return ranks;
}
