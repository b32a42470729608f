import { centreColumns, columnMeans } from "../core/linalg.ts";
import type { Matrix } from "../core/matrix.ts";
import { BLOCK, GROUP, nearestLibrary } from "./nearest-centres-kernel.ts";

/** The nearest of some centres to every row of a matrix, found in float32 lanes. */
export interface NearestCentres {
  /** Finds them for these centres (at most as many as were announced); the next call overwrites the answers. */
  find(centres: Matrix): void;
  /** By row: the centre that is nearest as far as float32 can tell. */
  readonly nearest: Int32Array;
  /** Whether it is nearest beyond doubt: no rounding could put another centre before it. */
  certain(row: number): boolean;
}

/** Unit roundoff of float32. */
const ROUNDING = 2 ** -24;

/**
 * A sieve for Lloyd's iterations: float32 has twice the lanes of float64, and for nearly all rows the two nearest centres
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
  const nearestAt = 4 * slots * columns;
  const gapsAt = nearestAt + 4 * slots;
  const centresAt = gapsAt + 4 * slots;
  const { memory, exports } = nearestLibrary.instantiate(centresAt + 4 * blockFloats * blocks);
  const gaps = new Float32Array(memory, gapsAt, slots);
  const packedCentres = new Float32Array(memory, centresAt, blockFloats * blocks);
  const norms = packRows(centred, scale, columns, new Float32Array(memory, 0, slots * columns));

  // A gap is certain above constant + slope · |x|.
  let constant = 0;
  let slope = 0;
  return {
    nearest: new Int32Array(memory, nearestAt, slots),
    find(centres) {
      const longest = packCentres(centres, means, scale, columns, packedCentres);
      // Two scores err, and a little more for the rounding of the gap and the norms.
      const error = 2 * (m.cols + 8) * ROUNDING;
      // Where everything is next to nothing products may underflow: 2⁻¹⁴⁹ each.
      constant = (error * longest ** 2) / 2 + (m.cols + 1) * 2 ** -147;
      slope = error * longest;
      const end = centresAt + 4 * blockFloats * Math.ceil(centres.rows / BLOCK);
      exports["nearest"]!(0, centresAt, end, 4 * BLOCK * columns, nearestAt, gapsAt, nearestAt + 4 * slots);
    },
    certain: (row) => gaps[row]! > constant + slope * norms[row]!,
  };
}

/** A power of two that brings the largest magnitude to 0.5 … 1. */
function unitScale(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? 2 ** Math.max(-1000, Math.min(1000, -1 - Math.floor(Math.log2(largest)))) : 1;
}

/** Writes the rows in groups; returns their norms. */
function packRows(centred: Matrix, scale: number, columns: number, packed: Float32Array): Float64Array {
  const { rows, cols, data } = centred;
  const norms = new Float64Array(rows);
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
  return norms;
}

/** Writes the centres in blocks, and scores of infinity where a block has none; returns the largest norm. */
function packCentres(centres: Matrix, means: Float64Array, scale: number, columns: number, packed: Float32Array): number {
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
