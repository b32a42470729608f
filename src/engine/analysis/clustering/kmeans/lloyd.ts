import { squaredDistance } from "../../../core/linalg.ts";
import { type Matrix, matrix } from "../../../core/matrix.ts";
import { type NearestCentres, nearestCentres } from "./nearest-centres.ts";
import { drained } from "../../turns.ts";
import { relocateEmpty } from "./relocate.ts";

export interface KMeansRun {
  readonly labels: Int32Array;
  readonly centres: Matrix;
  /** Σ of squared distances to the own centre. */
  readonly inertia: number;
  readonly iterations: number;
}

export interface LloydOptions {
  /** Stop when the centres' squared shifts sum to this or less. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Made for these rows and at least as many centres; starts on the same rows share one. */
  readonly prefilter?: NearestCentres;
}

/**
 * Lloyd's iterations from given centres, until these hardly move or `maxIterations` are done. The labels are those of the
 * returned centres; a row keeps its label where another centre is just as near.
 *
 * Distances are compared in float32 where its rounding error cannot change the order, else in float64.
 */
export function lloyd(m: Matrix, start: Matrix, options: LloydOptions): KMeansRun {
  return drained(lloydInTurns(m, start, options));
}

/** {@link lloyd}, at most a few hundredths of a second a turn for each million values. */
export function* lloydInTurns(
  m: Matrix,
  start: Matrix,
  options: LloydOptions,
): Generator<undefined, KMeansRun, undefined> {
  const { tolerance, maxIterations, prefilter = nearestCentres(m, start.rows) } = options;
  const state = createState(m, start);
  let iterations = 0;
  do {
    iterations++;
    yield* assign(m, state, prefilter);
    yield;
  } while (moveCentres(m, state) > tolerance && iterations < maxIterations);
  // The running sums have the rounding errors of every change of a row: the last centres are computed anew without them.
  sumUp(m, state);
  moveCentres(m, state);
  yield* assign(m, state, prefilter);
  const { labels, centres } = state;
  return { labels, centres, inertia: inertiaOf(m, centres, labels), iterations };
}

/** Σ of the rows' squared distances to the centres of their labels. */
export function inertiaOf({ rows, cols, data }: Matrix, centres: Matrix, labels: Int32Array): number {
  let inertia = 0;
  for (let row = 0; row < rows; row++)
    inertia += squaredDistance(data, row * cols, centres.data, labels[row]! * cols, cols);
  return inertia;
}

interface State {
  centres: Matrix;
  /** −1 before the first assignment. */
  readonly labels: Int32Array;
  /** Clusters × columns: the sums of their rows. */
  readonly sums: Matrix;
  readonly sizes: Float64Array;
}

function createState(m: Matrix, start: Matrix): State {
  return {
    centres: start,
    labels: new Int32Array(m.rows).fill(-1),
    sums: matrix(start.rows, m.cols),
    sizes: new Float64Array(start.rows),
  };
}

/** Gives every row its nearest centre. Most rows keep theirs, so sums change row by row. */
function* assign(m: Matrix, state: State, prefilter: NearestCentres): Generator<undefined, void, undefined> {
  const { centres, labels } = state;
  const nearest = yield* prefilter.findInTurns(centres);
  for (let row = 0; row < m.rows; row++) {
    const before = labels[row]!;
    const certain = nearest[row]!;
    const label = certain >= 0 ? certain : nearestExactly(m, row, centres, Math.max(0, before));
    if (label === before) continue;
    labels[row] = label;
    if (before < 0) add(m, row, label, state);
    else move(m, row, before, label, state);
  }
}

/** Every row's nearest centre, in short turns. */
export function* nearestInTurns(m: Matrix, centres: Matrix): Generator<undefined, Int32Array, undefined> {
  const nearest = (yield* nearestCentres(m, centres.rows).findInTurns(centres)).slice(0, m.rows);
  for (let row = 0; row < m.rows; row++) if (nearest[row]! < 0) nearest[row] = nearestExactly(m, row, centres, 0);
  return nearest;
}

/** The centre nearest to a row; `own` unless another is nearer. */
function nearestExactly({ data, cols }: Matrix, row: number, centres: Matrix, own: number): number {
  let nearest = own;
  let least = squaredDistance(data, row * cols, centres.data, own * cols, cols);
  for (let c = 0; c < centres.rows; c++) {
    const distance = squaredDistance(data, row * cols, centres.data, c * cols, cols);
    if (distance < least) {
      nearest = c;
      least = distance;
    }
  }
  return nearest;
}

function add({ data, cols }: Matrix, row: number, cluster: number, { sums, sizes }: State): void {
  sizes[cluster]!++;
  for (let col = 0, from = row * cols, to = cluster * cols; col < cols; col++)
    sums.data[to + col]! += data[from + col]!;
}

function move({ data, cols }: Matrix, row: number, from: number, to: number, { sums, sizes }: State): void {
  sizes[from]!--;
  sizes[to]!++;
  for (let at = row * cols, less = from * cols, more = to * cols; at < (row + 1) * cols; at++, less++, more++) {
    sums.data[less]! -= data[at]!;
    sums.data[more]! += data[at]!;
  }
}

/** Sums and sizes from the labels alone. */
function sumUp(m: Matrix, state: State): void {
  state.sums.data.fill(0);
  state.sizes.fill(0);
  for (let row = 0; row < m.rows; row++) add(m, row, state.labels[row]!, state);
}

/** Moves every centre to the mean of its rows; returns the sum of squared shifts. */
function moveCentres(m: Matrix, state: State): number {
  const { centres, labels, sums, sizes } = state;
  relocateEmpty(m, centres, labels, sums, sizes);
  const moved = new Float64Array(sums.data.length);
  for (let cluster = 0, at = 0; cluster < centres.rows; cluster++) {
    const size = sizes[cluster]!;
    // A cluster stays empty where fewer rows are distinct.
    for (let col = 0; col < m.cols; col++, at++) moved[at] = size > 0 ? sums.data[at]! / size : centres.data[at]!;
  }
  state.centres = matrix(centres.rows, m.cols, moved);
  return squaredDistance(moved, 0, centres.data, 0, moved.length);
}
