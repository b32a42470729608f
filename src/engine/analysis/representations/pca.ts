import { LatentuneError } from "../../core/errors.ts";
import { centreColumns, columnMeans, firstColumns, symmetricEigen, transposed } from "../../core/linalg.ts";
import type { Matrix } from "../../core/matrix.ts";
import { product, transposedProduct } from "../../kernels/products.ts";

export interface Pca {
  /** Rows × components: the centred rows along the principal axes. Components beyond the numerical rank are zero. */
  readonly scores: Matrix;
  /** Columns × components, orthonormal columns (zero beyond the numerical rank). */
  readonly axes: Matrix;
}

/**
 * Principal component analysis, by the eigendecomposition of the smaller of XᵀX and XXᵀ of the centred columns. Each axis
 * points so that its entry of largest magnitude is positive (scikit-learn's `svd_flip` on the right vectors).
 * Components whose variance is below rounding error (max(rows, cols) · ε · the largest) are exactly zero.
 *
 * @throws {LatentuneError} unless 1 ≤ components ≤ min(rows, columns).
 */
export function pca(m: Matrix, components: number): Pca {
  if (!Number.isInteger(components) || components < 1 || components > Math.min(m.rows, m.cols)) {
    throw new LatentuneError(`PCA of ${m.rows} rows and ${m.cols} columns cannot have ${components} components.`, {
      remedy: `Ask for 1 to ${Math.min(m.rows, m.cols)}.`,
    });
  }
  const centred = centreColumns(m, columnMeans(m));
  const axes = m.cols <= m.rows ? bySmallColumns(centred, components) : bySmallRows(centred, components);
  flipSigns(axes);
  return { scores: product(centred, axes), axes };
}

/** Eigenvectors of XᵀX are the axes. */
function bySmallColumns(centred: Matrix, components: number): Matrix {
  const { values, vectors } = symmetricEigen(transposedProduct(centred, centred));
  const rank = numericalRank(values, centred, components);
  const axes = firstColumns(vectors, components);
  for (let col = rank; col < components; col++) clearColumn(axes, col);
  return axes;
}

/** Eigenvectors u of XXᵀ give the axes Xᵀu / √λ. */
function bySmallRows(centred: Matrix, components: number): Matrix {
  const turned = transposed(centred);
  const { values, vectors } = symmetricEigen(transposedProduct(turned, turned));
  const rank = numericalRank(values, centred, components);
  const axes = transposedProduct(centred, firstColumns(vectors, components));
  for (let col = 0; col < components; col++) {
    if (col >= rank) clearColumn(axes, col);
    else scaleColumn(axes, col, 1 / Math.sqrt(values[col]!));
  }
  return axes;
}

function numericalRank(values: Float64Array, { rows, cols }: Matrix, components: number): number {
  const floor = Math.max(0, values[0] ?? 0) * Math.max(rows, cols) * Number.EPSILON;
  let rank = 0;
  while (rank < components && values[rank]! > floor) rank++;
  return rank;
}

function flipSigns(axes: Matrix): void {
  for (let col = 0; col < axes.cols; col++) {
    let largest = 0;
    for (let row = 0; row < axes.rows; row++) {
      const value = axes.data[row * axes.cols + col]!;
      if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
    }
    if (largest < 0) scaleColumn(axes, col, -1);
  }
}

function scaleColumn(m: Matrix, col: number, factor: number): void {
  for (let at = col; at < m.data.length; at += m.cols) m.data[at]! *= factor;
}

function clearColumn(m: Matrix, col: number): void {
  for (let at = col; at < m.data.length; at += m.cols) m.data[at] = 0;
}
