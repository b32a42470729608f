import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packMatrix } from "../packed-rows.ts";
import { permutation, type Rng } from "../../core/rng.ts";
import { nearestNeighbours } from "../neighbours/exact.ts";
import { createPause, type Control } from "../pause.ts";

export interface Trustworthiness {
  /** In [0, 1]: 1 where no point has a neighbour in the picture that is not one in the data. Null for fewer than 3 rows. */
  readonly value: number | null;
  /** Neighbours k per point. */
  readonly neighbours: number;
  /** Points whose neighbours were judged: all, or a sample of them; each is judged against all points. */
  readonly sample: number;
}

/** Above this many rows a random sample of so many is judged: O(N²·d) becomes O(N·d). */
const SAMPLE = 5000;

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
  largestSample = SAMPLE,
): Promise<Trustworthiness> {
  const { rows } = data;
  if (picture.rows !== rows) throw new LatentuneError(`${picture.rows} points do not picture ${rows} rows.`);
  const k = trustworthinessNeighbours(rows);
  const sample = Math.min(rows, largestSample);
  if (k === 0) return { value: null, neighbours: 0, sample };

  const near = await nearestNeighbours(picture, k, { signal: control.signal });
  const judged =
    sample === rows ? Uint32Array.from({ length: rows }, (_, row) => row) : permutation(rows, rng).subarray(0, sample);
  const pause = createPause(control);
  const packed = packMatrix(data);
  const groups = Math.ceil(rows / GROUP);
  let excess = 0;
  for (let turn = 0; turn < sample; turn++) {
    const row = judged[turn]!;
    const distances = packed.squaredDistances(row, 0, groups).subarray(0, rows);
    for (const rank of ranksOf(near.indices.subarray(row * k, (row + 1) * k), row, distances))
      excess += Math.max(0, rank - k);
    await pause(turn / sample);
  }
  return { value: 1 - (2 * excess) / (sample * k * (2 * rows - 3 * k - 1)), neighbours: k, sample };
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
