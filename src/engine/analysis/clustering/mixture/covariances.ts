import { cholesky, squaredNormSolved } from "./cholesky.ts";
import { matrix, type Matrix } from "../../../core/matrix.ts";
import { transposedProduct } from "../../../kernels/products.ts";

/** Added to every variance, so that no component shrinks to a point (scikit-learn's reg_covar). */
export const REGULARISATION = 1e-6;

/** One component's normal distribution. */
export interface Component {
  readonly mean: Float64Array;
  /** The squared Mahalanobis distance of a row, which is given less the mean; above `most` any number that is above it. */
  readonly squaredDistance: (deviation: Float64Array, most: number) => number;
  /** Natural logarithm of the covariance's determinant. */
  readonly logDeterminant: number;
}

/** A component whose covariance is not positive definite in spite of the regularisation. */
export const SINGULAR = Symbol("singular covariance");

/** How the covariance of a component is estimated and what it costs in parameters. */
export interface CovarianceKind {
  /**
   * @param weights each row's responsibility of the component
   * @param size their sum
   */
  readonly estimate: (
    rows: Matrix,
    weights: Float64Array,
    size: number,
    mean: Float64Array,
  ) => Component | typeof SINGULAR;
  /** Free parameters of one component's covariance in so many dimensions. */
  readonly parameters: (dimensions: number) => number;
}

/** One variance per column. */
export const DIAGONAL: CovarianceKind = {
  parameters: (dimensions) => dimensions,
  estimate({ rows, cols, data }, weights, size, mean) {
    const variances = new Float64Array(cols);
    for (let row = 0; row < rows; row++) {
      const weight = weights[row]!;
      if (weight === 0) continue;
      for (let col = 0; col < cols; col++) {
        const deviation = data[row * cols + col]! - mean[col]!;
        variances[col]! += weight * deviation * deviation;
      }
    }
    let logDeterminant = 0;
    for (let col = 0; col < cols; col++) {
      variances[col] = variances[col]! / size + REGULARISATION;
      logDeterminant += Math.log(variances[col]!);
    }
    return {
      mean,
      logDeterminant,
      squaredDistance(deviation) {
        let total = 0;
        for (let col = 0; col < cols; col++) total += (deviation[col]! * deviation[col]!) / variances[col]!;
        return total;
      },
    };
  },
};

/** A covariance for every pair of columns. */
export const FULL: CovarianceKind = {
  parameters: (dimensions) => (dimensions * (dimensions + 1)) / 2,
  estimate({ cols, data }, weights, size, mean) {
    // A row far from the component has a weight that is exactly 0 in float64.
    const near = Array.from(weights.keys()).filter((row) => weights[row]! > 0);
    const deviations = matrix(near.length, cols);
    const weighted = matrix(near.length, cols);
    for (const [at, row] of near.entries()) {
      for (let col = 0; col < cols; col++) {
        const deviation = data[row * cols + col]! - mean[col]!;
        deviations.data[at * cols + col] = deviation;
        weighted.data[at * cols + col] = (weights[row]! / size) * deviation;
      }
    }
    const covariance = transposedProduct(weighted, deviations);
    for (let col = 0; col < cols; col++) covariance.data[col * cols + col]! += REGULARISATION;
    const lower = cholesky(covariance);
    if (lower === null) return SINGULAR;
    let logDeterminant = 0;
    for (let col = 0; col < cols; col++) logDeterminant += 2 * Math.log(lower.data[col * cols + col]!);
    const solved = new Float64Array(cols);
    return {
      mean,
      logDeterminant,
      squaredDistance: (deviation, most) => squaredNormSolved(lower, deviation, solved, most),
    };
  },
};
