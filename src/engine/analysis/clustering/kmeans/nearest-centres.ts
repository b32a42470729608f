import { greatest } from "../../../../shared/extremes.ts";
import { centreColumns, columnMeans, squaredDistance } from "../../../core/linalg.ts";
import { type Matrix, matrix } from "../../../core/matrix.ts";
import { drained } from "../../turns.ts";
import { instantiateKernels } from "../../../kernels/instantiate.ts";
import { BLOCK, LANES } from "../../../kernels/nearest-centres.ts";

/** The nearest of some centres to every row of a matrix, found in float32 lanes. */
export interface NearestCentres {
  /**
   * By row the centre that is nearest beyond doubt, −1 where rounding could have put another before it. Expects at most as
   * many centres as were announced. The array belongs to this and changes with the next call.
   */
  find(centres: Matrix): Int32Array;
  /** {@link find} in pieces of a few hundredths of a second, a turn each. */
  findInTurns(centres: Matrix): Generator<undefined, Int32Array, undefined>;
}

/** Multiplications of a turn. */
const TURN = 2e8;

/** Unit roundoff of float32. */
const ROUNDING = 2 ** -24;

/**
 * A prefilter for Lloyd's iterations: float32 has twice the lanes of float64, and for nearly all rows the two nearest centres
 * are farther apart than its rounding error can hide. The others the caller compares in float64.
 *
 * The score of a centre is s = |c|²/2 − x · c. With n columns its error is at most
 * (n + 4) · u · (|c|²/2 + |x| |c|), u = 2⁻²⁴: n + 1 additions, products and the rounding of x and c itself (Higham,
 * Accuracy and Stability of Numerical Algorithms, §3.1, with Cauchy–Schwarz). Rows and centres are measured from the rows'
 * mean, in which float64 loses nothing, and in units of a power of two, so that nothing overflows.
 *
 * A row whose nearest centre is nearer than any other by more than what centres have moved since keeps it without a look at
 * them (Hamerly, Making k-means even faster, SDM 2010): late iterations look at few rows.
 */
export function nearestCentres(m: Matrix, maxCentres: number): NearestCentres {
  const means = columnMeans(m);
  const scale = unitScale(m, means);
  // A loop of the kernel runs at least once: no column is a vector of zeros.
  const columns = Math.max(1, Math.ceil(m.cols / LANES)) * LANES;
  const blockFloats = BLOCK * (columns + 1);
  const maxFloats = blockFloats * Math.ceil(maxCentres / BLOCK);

  const centresAt = 4 * m.rows * columns;
  const normsAt = centresAt + 4 * maxFloats;
  const [nearestAt, slacksAt, listAt, lossesAt] = [1, 2, 3, 4].map((array) => normsAt + array * 4 * m.rows) as [
    number,
    number,
    number,
    number,
  ];
  const errorAt = lossesAt + 4 * maxCentres;
  const { memory, kernels } = instantiateKernels(errorAt + 8);
  const view = (at: number, length: number): Float32Array => new Float32Array(memory, at, length);
  const nearest = new Int32Array(memory, nearestAt, m.rows);
  const [losses, error] = [view(lossesAt, maxCentres), view(errorAt, 2)];
  const packedCentres = view(centresAt, maxFloats);
  const longestRow = packRows(m, means, scale, columns, view(0, m.rows * columns), view(normsAt, m.rows));
  let before: Matrix | undefined;

  /** By centre: how much of its rows' slack its move and the farthest one of the others cost. */
  function setLosses(from: Matrix, to: Matrix, longest: number): void {
    const moves = movesOf(from, to);
    const farthest = moves.indexOf(greatest(moves));
    const ofOthers = moves.reduce((most, move, centre) => (centre === farthest ? most : Math.max(most, move)), 0);
    // What is rounded away here, in float32, and in the caller's float64.
    const rounding = 8 * ROUNDING * (longestRow + longest + moves[farthest]!);
    for (const [centre, move] of moves.entries())
      losses[centre] = move + (centre === farthest ? ofOthers : moves[farthest]!) + rounding;
  }

  function* findInTurns(centres: Matrix): Generator<undefined, Int32Array, undefined> {
    const scaled = scaledCentres(centres, means, scale);
    const longest = packCentres(scaled, columns, packedCentres);
    // Two scores err, and a little more for the rounding of their difference and of the error itself.
    const relative = 2 * (m.cols + 8) * ROUNDING;
    // Where everything is next to nothing products may underflow: 2⁻¹⁴⁹ each.
    error[0] = (relative * longest ** 2) / 2 + (m.cols + 1) * 2 ** -147;
    error[1] = relative * longest;
    if (before?.rows === scaled.rows) setLosses(before, scaled, longest);
    else losses.fill(Infinity);
    before = undefined;
    const open = kernels.listOpenRows(slacksAt, m.rows, nearestAt, lossesAt, listAt);
    const step = Math.max(1, Math.floor(TURN / (centres.rows * columns)));
    for (let from = 0; from < open; from += step) {
      if (from > 0) yield;
      kernels.nearestCentres(
        listAt + 4 * from,
        listAt + 4 * Math.min(open, from + step),
        0,
        4 * columns,
        centresAt,
        centresAt + 4 * blockFloats * Math.ceil(centres.rows / BLOCK),
        errorAt,
        normsAt,
        nearestAt,
        slacksAt,
      );
    }
    before = scaled;
    return nearest;
  }
  return { find: (centres) => drained(findInTurns(centres)), findInTurns };
}

/** A power of two that brings the largest magnitude of what is off the mean to 0.5 … 1. */
function unitScale({ rows, cols, data }: Matrix, means: Float64Array): number {
  let largest = 0;
  for (let row = 0, at = 0; row < rows; row++)
    for (let col = 0; col < cols; col++, at++) largest = Math.max(largest, Math.abs(data[at]! - means[col]!));
  return largest > 0 ? 2 ** Math.max(-1000, Math.min(1000, -1 - Math.floor(Math.log2(largest)))) : 1;
}

/** Writes the rows and their norms; returns the largest norm. */
function packRows(
  { rows, cols, data }: Matrix,
  means: Float64Array,
  scale: number,
  columns: number,
  packed: Float32Array,
  norms: Float32Array,
): number {
  let longest = 0;
  for (let row = 0, at = 0; row < rows; row++) {
    let squares = 0;
    for (let col = 0, to = row * columns; col < cols; col++, at++, to++) {
      const value = (data[at]! - means[col]!) * scale;
      packed[to] = value;
      squares += value * value;
    }
    norms[row] = Math.sqrt(squares);
    longest = Math.max(longest, squares);
  }
  return Math.sqrt(longest);
}

function scaledCentres(centres: Matrix, means: Float64Array, scale: number): Matrix {
  const { rows, cols, data } = centreColumns(centres, means);
  return matrix(
    rows,
    cols,
    data.map((value) => value * scale),
  );
}

/** How far each centre has moved. */
function movesOf(from: Matrix, { rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, centre) =>
    Math.sqrt(squaredDistance(from.data, centre * cols, data, centre * cols, cols)),
  );
}

/** Writes the centres in blocks, and scores of infinity where a block has none; returns the largest norm. */
function packCentres({ rows: k, cols, data }: Matrix, columns: number, packed: Float32Array): number {
  let longest = 0;
  for (let centre = 0; centre < Math.ceil(k / BLOCK) * BLOCK; centre++) {
    const [block, place] = [Math.floor(centre / BLOCK) * BLOCK * (columns + 1), centre % BLOCK];
    let squares = 0;
    for (let col = 0, to = block + BLOCK + place * LANES; col < cols; to += BLOCK * LANES)
      for (let lane = 0; lane < LANES && col < cols; lane++, col++) {
        const value = centre < k ? data[centre * cols + col]! : 0;
        packed[to + lane] = value;
        squares += value * value;
      }
    packed[block + place] = centre < k ? squares / 2 : Infinity;
    longest = Math.max(longest, squares);
  }
  return Math.sqrt(longest);
}
