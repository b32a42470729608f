import { LatentuneError } from "../core/errors.ts";
import { rowOf, type Matrix } from "../core/matrix.ts";
import { permutation, type Rng } from "../core/rng.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { createPace, type Control } from "./pace.ts";

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
  const judged = sample === rows ? Uint32Array.from({ length: rows }, (_, row) => row) : permutation(rows, rng).subarray(0, sample);
  const pace = createPace(control);
  const distances = new Float64Array(rows);
  let excess = 0;
  for (let turn = 0; turn < sample; turn++) {
    const row = judged[turn]!;
    squaredDistances(data, row, distances);
    for (const other of near.indices.subarray(row * k, (row + 1) * k)) {
      excess += Math.max(0, rankOf(other, row, distances) - k);
    }
    await pace(turn / sample);
  }
  return { value: 1 - (2 * excess) / (sample * k * (2 * rows - 3 * k - 1)), neighbours: k, sample };
}

function squaredDistances(data: Matrix, row: number, out: Float64Array): void {
  const { cols, data: values } = data;
  const centre = rowOf(data, row);
  for (let other = 0; other < out.length; other++) {
    const offset = other * cols;
    let sum = 0;
    for (let col = 0; col < cols; col++) {
      const difference = values[offset + col]! - centre[col]!;
      sum += difference * difference;
    }
    out[other] = sum;
  }
}

/** 1 for the nearest other row. */
function rankOf(other: number, self: number, distances: Float64Array): number {
  const distance = distances[other]!;
  let rank = 1;
  for (let row = 0; row < distances.length; row++) {
    const nearer = distances[row]! < distance || (distances[row] === distance && row < other);
    if (nearer && row !== self) rank++;
  }
  return rank;
}
