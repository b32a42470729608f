import { squaredDistance } from "../core/linalg.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import { relocateEmpty } from "./relocate.ts";

export interface KMeansRun {
  readonly labels: Int32Array;
  readonly centres: Matrix;
  /** Σ of squared distances to the own centre. */
  readonly inertia: number;
  readonly iterations: number;
}

/**
 * Lloyd's iterations from given centres, with Elkan's bounds (ICML 2003): an upper bound on the distance to the own centre
 * and a lower bound per centre, moved along with the centres, leave out most distances and change no assignment.
 * Stops when no label changes, when the centres' squared shifts sum to `tolerance` or less, or after `maxIterations`.
 * Memory: rows × k bounds.
 */
export function elkan(m: Matrix, start: Matrix, tolerance: number, maxIterations: number): KMeansRun {
  const state = createState(m, start);
  let iterations = 0;
  let settled = false;
  while (iterations < maxIterations && !settled) {
    iterations++;
    const changed = assign(m, state);
    const shift = moveCentres(m, state);
    // Equal labels give equal means, to the bit; a shift without a change is an empty cluster that got a row.
    settled = changed === 0 && shift === 0;
    if (!settled && shift <= tolerance) break;
  }
  // Stopped by the tolerance or the limit: the labels are those of the centres before the last move.
  if (!settled) assign(m, state);
  let inertia = 0;
  for (let row = 0; row < m.rows; row++) {
    inertia += squaredDistance(m.data, row * m.cols, state.centres.data, state.labels[row]! * m.cols, m.cols);
  }
  return { labels: state.labels, centres: state.centres, inertia, iterations };
}

interface State {
  centres: Matrix;
  readonly labels: Int32Array;
  /** At least the distance to the own centre. */
  readonly upper: Float64Array;
  /** Rows × k: at most the distance to each centre. */
  readonly lower: Float64Array;
}

function createState(m: Matrix, start: Matrix): State {
  return {
    centres: start,
    labels: new Int32Array(m.rows).fill(-1),
    upper: new Float64Array(m.rows).fill(Infinity),
    lower: new Float64Array(m.rows * start.rows),
  };
}

/** Gives every row its nearest centre; returns how many labels changed. */
function assign(m: Matrix, { centres, labels, upper, lower }: State): number {
  const { rows, cols, data } = m;
  const k = centres.rows;
  const { half, nearestHalf } = halfDistances(centres);
  let changed = 0;
  for (let row = 0; row < rows; row++) {
    const before = labels[row]!;
    let own = before < 0 ? 0 : before;
    let bound = upper[row]!;
    if (before >= 0 && bound <= nearestHalf[own]!) continue;
    let exact = false;
    const bounds = row * k;
    for (let c = 0; c < k; c++) {
      if ((c === own && before >= 0) || bound <= lower[bounds + c]! || bound <= half[own * k + c]!) continue;
      if (!exact) {
        bound = Math.sqrt(squaredDistance(data, row * cols, centres.data, own * cols, cols));
        lower[bounds + own] = bound;
        exact = true;
        if (c === own || bound <= lower[bounds + c]! || bound <= half[own * k + c]!) continue;
      }
      const distance = Math.sqrt(squaredDistance(data, row * cols, centres.data, c * cols, cols));
      lower[bounds + c] = distance;
      if (distance < bound) {
        own = c;
        bound = distance;
      }
    }
    upper[row] = bound;
    if (own !== before) {
      labels[row] = own;
      changed++;
    }
  }
  return changed;
}

/** Half the distances between centres, and for each centre half the distance to its nearest other. */
function halfDistances(centres: Matrix): { half: Float64Array; nearestHalf: Float64Array } {
  const { rows: k, cols, data } = centres;
  const half = new Float64Array(k * k);
  const nearestHalf = new Float64Array(k).fill(Infinity);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) {
      const distance = Math.sqrt(squaredDistance(data, a * cols, data, b * cols, cols)) / 2;
      half[a * k + b] = half[b * k + a] = distance;
      if (distance < nearestHalf[a]!) nearestHalf[a] = distance;
      if (distance < nearestHalf[b]!) nearestHalf[b] = distance;
    }
  }
  return { half, nearestHalf };
}

/** Moves every centre to the mean of its rows and the bounds with it; returns the sum of squared shifts. */
function moveCentres(m: Matrix, state: State): number {
  const { rows, cols, data } = m;
  const { labels, upper, lower } = state;
  const k = state.centres.rows;
  const moved = matrix(k, cols);
  const sizes = new Float64Array(k);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    const target = label * cols;
    const source = row * cols;
    sizes[label]!++;
    for (let col = 0; col < cols; col++) moved.data[target + col]! += data[source + col]!;
  }
  relocateEmpty(m, state.centres, labels, moved, sizes);
  for (let c = 0; c < k; c++) {
    for (let at = c * cols; at < (c + 1) * cols; at++) {
      if (sizes[c]! > 0) moved.data[at]! /= sizes[c]!;
      else moved.data[at] = state.centres.data[at]!;
    }
  }
  const shifts = new Float64Array(k);
  let total = 0;
  for (let c = 0; c < k; c++) {
    const squared = squaredDistance(moved.data, c * cols, state.centres.data, c * cols, cols);
    shifts[c] = Math.sqrt(squared);
    total += squared;
  }
  if (total > 0) {
    for (let row = 0; row < rows; row++) {
      upper[row]! += shifts[labels[row]!]!;
      const bounds = row * k;
      for (let c = 0; c < k; c++) lower[bounds + c] = Math.max(0, lower[bounds + c]! - shifts[c]!);
    }
  }
  state.centres = moved;
  return total;
}
