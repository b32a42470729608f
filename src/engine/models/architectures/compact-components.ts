import { symmetricEigen, firstColumns } from "../../core/linalg.ts";
import { matrix, normalMatrix, type Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import { orthonormalBasis, product, transposedProduct } from "../../kernels/products.ts";

/** Extra directions that make the iteration converge fast (Halko, Martinsson & Tropp 2011, section 4.4). */
const OVERSAMPLING = 8;
const ITERATIONS = 4;

export interface LeadingComponents {
  /** Descending, `count` of them; 0 beyond the matrix's rank. */
  readonly variances: Float64Array;
  /** n × count, orthonormal columns; columns beyond the rank are 0. */
  readonly directions: Matrix;
}

/**
 * The leading eigenvectors of a covariance matrix by randomised subspace iteration: for a start of the network, not for
 * results. The exact decomposition of 800 × 800 takes seconds.
 */
export function leadingComponents(covariance: Matrix, count: number, rng: Rng): LeadingComponents {
  const n = covariance.rows;
  const width = Math.min(n, count + OVERSAMPLING);
  let basis = normalMatrix(n, width, rng);
  for (let round = 0; round < ITERATIONS; round++) basis = orthonormalBasis(product(covariance, basis));
  // Rayleigh–Ritz: the eigenvectors within the subspace.
  const { values, vectors } = symmetricEigen(transposedProduct(basis, product(covariance, basis)));
  const found = Math.min(count, values.length);
  const leading = product(basis, firstColumns(vectors, found));
  const directions = matrix(n, count);
  const variances = new Float64Array(count);
  for (let column = 0; column < found; column++) {
    variances[column] = Math.max(0, values[column]!);
    for (let row = 0; row < n; row++) directions.data[row * count + column] = leading.data[row * found + column]!;
  }
  return { variances, directions };
}
