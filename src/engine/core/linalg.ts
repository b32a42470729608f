import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { type Matrix, matrix } from "./matrix.ts";

/** Eigenvalues in descending order and their orthonormal eigenvectors as the columns of a matrix. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** The eigendecomposition of a symmetric n × n matrix (Householder tridiagonalisation and QL, by ml-matrix). */
export function symmetricEigen(m: Matrix): SymmetricEigen {
  const n = m.rows;
  if (n === 0) return { values: new Float64Array(0), vectors: matrix(0, 0) };
  const decomposition = new EigenvalueDecomposition(MlMatrix.from1DArray(n, n, m.data), { assumeSymmetric: true });
  const ascending = decomposition.realEigenvalues;
  const order = Array.from(ascending.keys()).sort((a, b) => ascending[b]! - ascending[a]!);
  const vectors = matrix(n, n);
  for (let row = 0; row < n; row++) {
    for (let col = 0; col < n; col++) {
      vectors.data[row * n + col] = decomposition.eigenvectorMatrix.get(row, order[col]!);
    }
  }
  return { values: Float64Array.from(order, (index) => ascending[index]!), vectors };
}

/** aᵀ · b of two matrices with equal row counts: (a.cols × b.cols). */
export function transposedProduct(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.cols, b.cols);
  const [m, n] = [a.cols, b.cols];
  for (let row = 0; row < a.rows; row += TERMS) {
    const terms = Math.min(TERMS, a.rows - row);
    for (let i = 0; i < m; i++) addMultiples(out.data, i * n, n, terms, a.data, row * m + i, m, b.data, row * n);
  }
  return out;
}

/** a · b: (a.rows × b.cols). */
export function product(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, b.cols);
  const [m, n] = [a.cols, b.cols];
  for (let row = 0; row < a.rows; row++) {
    for (let i = 0; i < m; i += TERMS) {
      addMultiples(out.data, row * n, n, Math.min(TERMS, m - i), a.data, row * m + i, 1, b.data, i * n);
    }
  }
  return out;
}

/** mᵀ: (m.cols × m.rows). */
export function transposed(m: Matrix): Matrix {
  const out = matrix(m.cols, m.rows);
  for (let row = 0; row < m.rows; row++) {
    for (let col = 0; col < m.cols; col++) out.data[col * m.rows + row] = m.data[row * m.cols + col]!;
  }
  return out;
}

/** Rows that are added to a row of a product at a time: it is read and written a quarter as often. */
const TERMS = 4;

/**
 * to[toStart + j] += Σₜ factors[factorStart + t · factorStep] · rows[rowStart + t · n + j] for j < n and t < terms ≤ 4, one
 * term after the other: the sums round as if every term were added by itself.
 */
function addMultiples(
  to: Float64Array,
  toStart: number,
  n: number,
  terms: number,
  factors: Float64Array,
  factorStart: number,
  factorStep: number,
  rows: Float64Array,
  rowStart: number,
): void {
  if (terms < TERMS) {
    for (let t = 0; t < terms; t++) {
      const factor = factors[factorStart + t * factorStep]!;
      for (let j = 0, from = rowStart + t * n; j < n; j++) to[toStart + j]! += factor * rows[from + j]!;
    }
    return;
  }
  const first = factors[factorStart]!;
  const second = factors[factorStart + factorStep]!;
  const third = factors[factorStart + 2 * factorStep]!;
  const fourth = factors[factorStart + 3 * factorStep]!;
  for (let j = 0, from = rowStart; j < n; j++, from++) {
    let sum = to[toStart + j]! + first * rows[from]!;
    sum += second * rows[from + n]!;
    sum += third * rows[from + 2 * n]!;
    to[toStart + j] = sum + fourth * rows[from + 3 * n]!;
  }
}

/** The matrix with its first `count` columns only. */
export function firstColumns(m: Matrix, count: number): Matrix {
  const out = matrix(m.rows, count);
  for (let row = 0; row < m.rows; row++) {
    out.data.set(m.data.subarray(row * m.cols, row * m.cols + count), row * count);
  }
  return out;
}

/** The means of the columns. */
export function columnMeans(m: Matrix): Float64Array {
  const means = new Float64Array(m.cols);
  for (let row = 0; row < m.rows; row++) {
    const start = row * m.cols;
    for (let col = 0; col < m.cols; col++) means[col]! += m.data[start + col]!;
  }
  for (let col = 0; col < m.cols; col++) means[col]! /= m.rows;
  return means;
}

/** The matrix with its column means taken off. */
export function centreColumns(m: Matrix, means: Float64Array = columnMeans(m)): Matrix {
  const out = matrix(m.rows, m.cols);
  for (let row = 0; row < m.rows; row++) {
    const start = row * m.cols;
    for (let col = 0; col < m.cols; col++) out.data[start + col] = m.data[start + col]! - means[col]!;
  }
  return out;
}

/** ‖a[aStart …] − b[bStart …]‖² over `dim` values of two flat arrays. */
export function squaredDistance(a: Float64Array, aStart: number, b: Float64Array, bStart: number, dim: number): number {
  let even = 0;
  let odd = 0;
  const pairs = dim & ~1;
  for (let i = 0; i < pairs; i += 2) {
    const first = a[aStart + i]! - b[bStart + i]!;
    const second = a[aStart + i + 1]! - b[bStart + i + 1]!;
    even += first * first;
    odd += second * second;
  }
  if (pairs < dim) {
    const last = a[aStart + pairs]! - b[bStart + pairs]!;
    even += last * last;
  }
  return even + odd;
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
