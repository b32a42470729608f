import { firstColumns, symmetricEigen, type SymmetricEigen } from "../core/linalg.ts";
import { type Matrix, matrix, normalMatrix } from "../core/matrix.ts";
import type { Rng } from "../core/rng.ts";
import { runThrough, type Turns } from "./turns.ts";
import { orthonormalBasis, product, transposedProduct } from "../kernels/products.ts";

const BLOCK = 16;
/** Directions that are left of a block after taking off the space so far are rounding error below this share of it. */
const NEGLIGIBLE = 1e-10;

/**
 * The `count` leading eigenpairs (fewer if the rank is lower) of a large symmetric operator, by a randomised block Krylov
 * space Ω, AΩ, A²Ω, … and Rayleigh–Ritz (Musco & Musco, NeurIPS 2015). Halko's range finder with power iterations keeps only
 * the last of these blocks: for the slowly falling spectra of texts it needs more products with A and comes less close.
 *
 * The space has up to 3 · count + 48 dimensions, in blocks of 16, each fully orthogonalised against all before it.
 *
 * @param times the product of the operator, positive semidefinite, with size × p blocks
 */
export function leadingEigen(times: (block: Matrix) => Matrix, size: number, count: number, rng: Rng): SymmetricEigen {
  return runThrough(leadingEigenTurns(times, size, count, rng));
}

/** As {@link leadingEigen}, in turns of a product or three of blocks. */
export function* leadingEigenTurns(
  times: (block: Matrix) => Matrix,
  size: number,
  count: number,
  rng: Rng,
): Turns<SymmetricEigen> {
  const dimensions = Math.min(size, 3 * count + 48);
  const blocks: Matrix[] = [];
  /** projected[j][i] = Qᵢᵀ · A · Qⱼ for i ≤ j. */
  const projected: Matrix[][] = [];
  let used = 0;
  let next = orthonormalBasis(normalMatrix(size, Math.min(BLOCK, dimensions), rng));
  while (next.cols > 0 && used < dimensions) {
    blocks.push(next);
    used += next.cols;
    const image = times(next);
    yield used / dimensions;
    const norm = largestColumnNorm(image);
    projected.push(takeOff(image, blocks));
    yield used / dimensions;
    takeOff(image, blocks);
    next = orthonormalBasis(image, norm * NEGLIGIBLE);
    yield used / dimensions;
    // Normalising has enlarged what rounding left of the earlier blocks.
    takeOff(next, blocks);
    next = orthonormalBasis(next);
  }
  const { values, vectors } = symmetricEigen(assembled(projected, blocks, used));
  return combine(blocks, { values, vectors: firstColumns(vectors, Math.min(count, used)) });
}

/** Takes the components in the blocks' space off `target`, in place; returns Qᵢᵀ · target for each block. */
function takeOff(target: Matrix, blocks: readonly Matrix[]): Matrix[] {
  return blocks.map((block) => {
    const components = transposedProduct(block, target);
    const within = product(block, components);
    for (let at = 0; at < target.data.length; at++) target.data[at]! -= within.data[at]!;
    return components;
  });
}

function largestColumnNorm(m: Matrix): number {
  const squares = new Float64Array(m.cols);
  m.data.forEach((value, at) => (squares[at % m.cols]! += value * value));
  return Math.sqrt(squares.reduce((largest, value) => Math.max(largest, value), 0));
}

/** The operator within the space, symmetric, from its blocks on and above the diagonal. */
function assembled(projected: readonly (readonly Matrix[])[], blocks: readonly Matrix[], used: number): Matrix {
  const starts = offsets(blocks);
  const out = matrix(used, used);
  projected.forEach((parts, j) => {
    parts.forEach((part, i) => {
      for (let row = 0; row < part.rows; row++) {
        for (let col = 0; col < part.cols; col++) {
          const value = part.data[row * part.cols + col]!;
          out.data[(starts[i]! + row) * used + starts[j]! + col] = value;
          out.data[(starts[j]! + col) * used + starts[i]! + row] = value;
        }
      }
    });
  });
  return out;
}

/** Eigenvectors within the space as vectors of the whole: Σ Qᵢ · Yᵢ. */
function combine(blocks: readonly Matrix[], { values, vectors }: SymmetricEigen): SymmetricEigen {
  const starts = offsets(blocks);
  const out = matrix(blocks[0]?.rows ?? 0, vectors.cols);
  blocks.forEach((block, index) => {
    const start = starts[index]! * vectors.cols;
    const part = matrix(block.cols, vectors.cols, vectors.data.slice(start, start + block.cols * vectors.cols));
    product(block, part).data.forEach((value, at) => (out.data[at]! += value));
  });
  return { values, vectors: out };
}

function offsets(blocks: readonly Matrix[]): number[] {
  let total = 0;
  return blocks.map(({ cols }) => (total += cols) - cols);
}
