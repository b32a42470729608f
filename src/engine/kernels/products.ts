// Products of matrices of float64, by the kernel of ./tiles.ts. They round as sums of one term after the other.
import { type Matrix, matrix } from "../core/matrix.ts";
import { firstColumns, symmetricEigen } from "../core/linalg.ts";
import { instantiateKernels } from "./instantiate.ts";
import { TILE } from "./tiles.ts";

/** aᵀ · b of two matrices with equal row counts: (a.cols × b.cols). */
export function transposedProduct(a: Matrix, b: Matrix): Matrix {
  return multiply({ data: a.data, rows: a.cols, rowStep: 1, termStep: a.cols }, b);
}

/** a · b: (a.rows × b.cols). */
export function product(a: Matrix, b: Matrix): Matrix {
  return multiply({ data: a.data, rows: a.rows, rowStep: a.cols, termStep: 1 }, b);
}

/**
 * An orthonormal basis of a matrix's column space: rows × rank columns, rank ≤ cols. Directions below numerical rank, or no
 * longer than `negligible`, are dropped, so duplicated or zero columns are no error.
 *
 * Two rounds of whitening by the Gram matrix's eigenvectors (SVQB: Stathopoulos & Wu, SIAM J. Sci. Comput. 23, 2002):
 * the matrix is read row by row, which strided Householder or Gram–Schmidt columns would not do.
 */
export function orthonormalBasis(m: Matrix, negligible = 0): Matrix {
  let basis = m;
  for (let round = 0; round < 2; round++) {
    const { values, vectors } = symmetricEigen(transposedProduct(basis, basis));
    const rounding = Math.max(0, values[0] ?? 0) * basis.cols * Number.EPSILON;
    const floor = round === 0 ? Math.max(rounding, negligible ** 2) : rounding;
    const rank = values.filter((value) => value > floor).length;
    const whitening = firstColumns(vectors, rank);
    for (let row = 0; row < whitening.rows; row++) {
      for (let col = 0; col < rank; col++) whitening.data[row * rank + col]! /= Math.sqrt(values[col]!);
    }
    basis = product(basis, whitening);
  }
  return basis;
}

/** The left matrix, as it lies or turned over. */
interface Left {
  readonly data: Float64Array;
  readonly rows: number;
  readonly rowStep: number;
  readonly termStep: number;
}

/** Rows, columns and terms that are multiplied at a time: as many as stay in the cache. */
const BLOCK = 256;

const BLOCK_BYTES = 8 * BLOCK * BLOCK;

function multiply(left: Left, b: Matrix): Matrix {
  const out = matrix(left.rows, b.cols);
  for (let row = 0; row < out.rows; row += BLOCK) {
    for (let col = 0; col < out.cols; col += BLOCK) multiplyBlock(left, b, out, row, col);
  }
  return out;
}

/** The block of the product that begins at a row and a column. */
function multiplyBlock(
  { data, rows, rowStep, termStep }: Left,
  b: Matrix,
  out: Matrix,
  row: number,
  col: number,
): void {
  const { kernels, left, right, tiles } = room();
  const height = Math.min(BLOCK, rows - row);
  const width = Math.min(BLOCK, b.cols - col);
  const across = Math.ceil(width / TILE);
  tiles.fill(0, 0, Math.ceil(height / TILE) * across * TILE ** 2);
  for (let term = 0; term < b.rows; term += BLOCK) {
    const terms = Math.min(BLOCK, b.rows - term);
    const leftEnd = pack(left, data, row * rowStep + term * termStep, height, terms, rowStep, termStep);
    const rightEnd = pack(right, b.data, term * b.cols + col, width, terms, 1, b.cols);
    kernels.addTiles(left.byteOffset, leftEnd, right.byteOffset, rightEnd, tiles.byteOffset, 8 * TILE * terms);
  }
  for (let r = 0; r < height; r++) {
    let from = Math.floor(r / TILE) * across * TILE ** 2 + (r % TILE) * TILE;
    for (let c = 0, to = (row + r) * out.cols + col; c < width; c += TILE, from += TILE ** 2) {
      for (let slot = 0; slot < Math.min(TILE, width - c); slot++, to++) out.data[to] = tiles[from + slot]!;
    }
  }
}

/**
 * Writes panels of {@link TILE} rows each, term by term, zeros where there are no more rows.
 * @param start of the first row's first term. @returns the address behind the last panel
 */
function pack(
  panels: Float64Array,
  data: Float64Array,
  start: number,
  rows: number,
  terms: number,
  rowStep: number,
  termStep: number,
): number {
  const end = Math.ceil(rows / TILE) * TILE;
  for (let row = 0; row < end; row++) {
    let to = Math.floor(row / TILE) * TILE * terms + (row % TILE);
    let from = start + row * rowStep;
    for (let term = 0; term < terms; term++, to += TILE, from += termStep) panels[to] = row < rows ? data[from]! : 0;
  }
  return panels.byteOffset + 8 * end * terms;
}

let made: ReturnType<typeof makeRoom> | undefined;

/** One for all products of a thread. */
const room = (): ReturnType<typeof makeRoom> => (made ??= makeRoom());

function makeRoom() {
  const { memory, kernels } = instantiateKernels(3 * BLOCK_BYTES);
  const [left, right, tiles] = [0, 1, 2].map((at) => new Float64Array(memory, at * BLOCK_BYTES, BLOCK * BLOCK));
  return { kernels, left: left!, right: right!, tiles: tiles! };
}
