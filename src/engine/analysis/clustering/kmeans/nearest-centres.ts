import { centreColumns, columnMeans } from "../../../core/linalg.ts";
import type { Matrix } from "../../../core/matrix.ts";
import { drained } from "../../turns.ts";
import { instantiateKernels } from "../../../kernels/instantiate.ts";
import { BLOCK, GROUP } from "../../../kernels/nearest-centres.ts";

/** The nearest of some centres to every row of a matrix, found in float32 lanes. */
export interface NearestCentres {
  /**
   * By row the centre that is nearest beyond doubt, −1 where rounding could have put another before it. Expects at most as
   * many centres as were announced. The array is overwritten by the next call; what follows the last row means nothing.
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
 * The score of a centre is s = |c|²/2 − x · c, summed up column by column. With n columns its error is at most
 * (n + 4) · u · (|c|²/2 + |x| |c|), u = 2⁻²⁴: n + 1 additions, products and the rounding of x and c itself (Higham,
 * Accuracy and Stability of Numerical Algorithms, §3.1, with Cauchy–Schwarz). Rows and centres are measured from the rows'
 * mean, in which float64 loses nothing, and in units of a power of two, so that nothing overflows.
 */
export function nearestCentres(m: Matrix, maxCentres: number): NearestCentres {
  const means = columnMeans(m);
  const centred = centreColumns(m, means);
  const scale = unitScale(centred.data);
  const groups = Math.max(1, Math.ceil(m.rows / GROUP));
  // A loop of the kernel runs at least once: no column is one of zeros.
  const columns = Math.max(1, m.cols);
  const blockFloats = BLOCK * (columns + 1);
  const blocks = Math.ceil(maxCentres / BLOCK);

  const slots = groups * GROUP;
  const normsAt = 4 * slots * columns;
  const nearestAt = normsAt + 4 * slots;
  const errorAt = nearestAt + 4 * slots;
  const centresAt = errorAt + 4 * BLOCK;
  const { memory, kernels } = instantiateKernels(centresAt + 4 * blockFloats * blocks);
  const nearest = new Int32Array(memory, nearestAt, slots);
  const error = new Float32Array(memory, errorAt, 2);
  const packedCentres = new Float32Array(memory, centresAt, blockFloats * blocks);
  packRows(
    centred,
    scale,
    columns,
    new Float32Array(memory, 0, slots * columns),
    new Float32Array(memory, normsAt, slots),
  );
  const rowsOfATurn = (k: number): number => Math.max(1, Math.floor(TURN / (k * columns * GROUP))) * GROUP;
  function* findInTurns(centres: Matrix): Generator<undefined, Int32Array, undefined> {
    const longest = packCentres(centres, means, scale, columns, packedCentres);
    // Two scores err, and a little more for the rounding of their difference and of the error itself.
    const relative = 2 * (m.cols + 8) * ROUNDING;
    // Where everything is next to nothing products may underflow: 2⁻¹⁴⁹ each.
    error[0] = (relative * longest ** 2) / 2 + (m.cols + 1) * 2 ** -147;
    error[1] = relative * longest;
    const end = centresAt + 4 * blockFloats * Math.ceil(centres.rows / BLOCK);
    const step = rowsOfATurn(centres.rows);
    for (let row = 0; row < slots; row += step) {
      if (row > 0) yield;
      kernels.nearestCentres(
        4 * row * columns,
        centresAt,
        end,
        4 * BLOCK * columns,
        errorAt,
        normsAt + 4 * row,
        nearestAt + 4 * row,
        nearestAt + 4 * Math.min(slots, row + step),
      );
    }
    return nearest;
  }
  return { find: (centres) => drained(findInTurns(centres)), findInTurns };
}

/** A power of two that brings the largest magnitude to 0.5 … 1. */
function unitScale(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? 2 ** Math.max(-1000, Math.min(1000, -1 - Math.floor(Math.log2(largest)))) : 1;
}

/** Writes the rows in groups, and their norms. */
function packRows(centred: Matrix, scale: number, columns: number, packed: Float32Array, norms: Float32Array): void {
  const { rows, cols, data } = centred;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    let to = Math.floor(row / GROUP) * GROUP * columns + (row % GROUP);
    for (let col = 0; col < cols; col++, to += GROUP) {
      const value = data[row * cols + col]! * scale;
      packed[to] = value;
      squares += value * value;
    }
    norms[row] = Math.sqrt(squares);
  }
}

/** Writes the centres in blocks, and scores of infinity where a block has none; returns the largest norm. */
function packCentres(
  centres: Matrix,
  means: Float64Array,
  scale: number,
  columns: number,
  packed: Float32Array,
): number {
  const { rows: k, cols, data } = centres;
  let longest = 0;
  for (let centre = 0; centre < Math.ceil(k / BLOCK) * BLOCK; centre++) {
    const start = Math.floor(centre / BLOCK) * BLOCK * (columns + 1) + (centre % BLOCK);
    let squares = 0;
    for (let col = 0, to = start + BLOCK; col < cols; col++, to += BLOCK) {
      const value = centre < k ? (data[centre * cols + col]! - means[col]!) * scale : 0;
      packed[to] = value;
      squares += value * value;
    }
    packed[start] = centre < k ? squares / 2 : Infinity;
    longest = Math.max(longest, squares);
  }
  return Math.sqrt(longest);
}
