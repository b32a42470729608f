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

/** mᵀ: (m.cols × m.rows). */
export function transposed(m: Matrix): Matrix {
  const out = matrix(m.cols, m.rows);
  for (let row = 0; row < m.rows; row++) {
    for (let col = 0; col < m.cols; col++) out.data[col * m.rows + row] = m.data[row * m.cols + col]!;
  }
  return out;
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
