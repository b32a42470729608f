import { symmetricEigen, type SymmetricEigen } from "../../../core/linalg.ts";
import { matrix, type Matrix, normalMatrix } from "../../../core/matrix.ts";
import type { Rng } from "../../../core/rng.ts";
import type { SparseMatrix } from "../../../core/sparse.ts";
import { createPause, type Control } from "../../pause.ts";
import { orthonormalBasis, product, transposedProduct } from "../../../kernels/products.ts";

/** Vectors beyond those that are wanted: the better the more they are apart from the rest. */
const GUARD = 12;
const MAX_ROUNDS = 200;
const MAX_DEGREE = 60;
/** ‖S · v − λ · v‖ of the vectors that are wanted. */
const RESIDUAL = 1e-9;
/** Largest growth of one direction over the others in a round: orthonormalising keeps directions of more than 10⁻⁸. */
const GROWTH = 1e6;

/**
 * The `count` largest eigenvalues of a sparse symmetric matrix whose eigenvalues lie in −1 … 1, with their eigenvectors: a
 * subspace that is filtered by a Chebyshev polynomial, which grows above the subspace's lowest Ritz value and stays within
 * −1 … 1 below it (Zhou, Saad, Tiago & Chelikowsky, J. Comput. Phys. 219, 2006). Equal eigenvalues are no trouble, as a graph
 * that falls into parts has; a Krylov space of one vector would miss them.
 *
 * Time an application entries · (count + 12); memory a few rows × (count + 12) blocks.
 */
export async function filteredEigen(
  s: SparseMatrix,
  count: number,
  rng: Rng,
  control: Control = {},
): Promise<SymmetricEigen> {
  const pause = createPause(control);
  const width = Math.min(s.rows, count + GUARD);
  let basis = orthonormalBasis(normalMatrix(s.rows, width, rng));
  for (let round = 1; ; round++) {
    const image = times(s, basis);
    const { values, vectors: turn } = symmetricEigen(transposedProduct(basis, image));
    const vectors = product(basis, turn);
    if (round === MAX_ROUNDS || residual(product(image, turn), vectors, values, count) < RESIDUAL) {
      return { values, vectors };
    }
    basis = orthonormalBasis(await filtered(vectors, values.at(-1)!, values[0]!));
  }

  /** T_m(S scaled so that −1 … cut become −1 … 1) · block. */
  async function filtered(block: Matrix, cut: number, largest: number): Promise<Matrix> {
    const centre = (cut - 1) / 2;
    // Not 0 for a matrix of −1 alone.
    const half = Math.max((cut + 1) / 2, Number.EPSILON);
    const rate = Math.acosh(Math.max(1, (largest - centre) / half));
    const degree = Math.max(2, Math.min(MAX_DEGREE, Math.floor(Math.acosh(GROWTH) / rate)));
    let before = block;
    let current = combined(times(s, block), block, -centre, 1 / half, null);
    for (let step = 2; step <= degree; step++) {
      await pause(0);
      const next = combined(times(s, current), current, -centre, 2 / half, before);
      before = current;
      current = next;
    }
    return current;
  }
}

/** (image + shift · block) · factor − before, in the place of image. */
function combined(image: Matrix, block: Matrix, shift: number, factor: number, before: Matrix | null): Matrix {
  for (let at = 0; at < image.data.length; at++) {
    image.data[at] = (image.data[at]! + shift * block.data[at]!) * factor - (before?.data[at] ?? 0);
  }
  return image;
}

/** The largest ‖image − λ · vector‖ of the first `count` columns. */
function residual(image: Matrix, vectors: Matrix, values: Float64Array, count: number): number {
  const squares = new Float64Array(count);
  for (let row = 0; row < vectors.rows; row++) {
    for (let col = 0; col < count; col++) {
      const at = row * vectors.cols + col;
      squares[col]! += (image.data[at]! - values[col]! * vectors.data[at]!) ** 2;
    }
  }
  return Math.sqrt(squares.reduce((most, square) => Math.max(most, square), 0));
}

function times({ rows, rowStarts, columns, values }: SparseMatrix, block: Matrix): Matrix {
  const { cols } = block;
  const out = matrix(rows, cols);
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      const value = values[entry]!;
      const from = columns[entry]! * cols;
      for (let col = 0; col < cols; col++) out.data[row * cols + col]! += value * block.data[from + col]!;
    }
  }
  return out;
}
