import { columnMeans } from "../../core/linalg.ts";
import { type Matrix, matrix } from "../../core/matrix.ts";

export interface Standardised {
  readonly matrix: Matrix;
  readonly means: Float64Array;
  /** What each column was divided by: its population standard deviation, 1 for a constant column. */
  readonly scales: Float64Array;
}

/**
 * Columns to mean 0 and population standard deviation 1, as scikit-learn's StandardScaler. A constant column becomes
 * zeros. Constant means: its variance is within the rounding error of computing it, n · ε · var + (n · mean · ε)²
 * (scikit-learn's `_is_constant_feature`).
 *
 * A column of pure rounding error around zero cannot be distinguished from a small honest one here; the steps that can make such
 * columns (truncated SVD, PCA) know their own rounding error and set them to exact zero.
 */
export function standardise(m: Matrix): Standardised {
  const { rows, cols } = m;
  const { means, scales } = columnScales(m);
  const out = matrix(rows, cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const scale = scales[col]!;
      const at = row * cols + col;
      // Exact zeros for a constant column, not its values' distance to a rounded mean.
      out.data[at] = scale === 0 ? 0 : (m.data[at]! - means[col]!) / scale;
    }
  }
  return { matrix: out, means, scales: scales.map((scale) => (scale === 0 ? 1 : scale)) };
}

/** The columns' means and population standard deviations as {@link standardise} has them, but 0 for a constant column. */
export function columnScales(m: Matrix): Pick<Standardised, "means" | "scales"> {
  const { rows, cols } = m;
  const means = columnMeans(m);
  const squares = new Float64Array(cols);
  const rest = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const off = m.data[row * cols + col]! - means[col]!;
      rest[col]! += off;
      squares[col]! += off * off;
    }
  }
  const scales = squares.map((sum, col) => {
    // The corrected two-pass variance (Chan, Golub & LeVeque 1983): what rounding left in the mean is taken off.
    const variance = (sum - rest[col]! ** 2 / rows) / rows;
    const rounding = rows * Number.EPSILON * variance + (rows * means[col]! * Number.EPSILON) ** 2;
    return rows === 0 || !(variance > rounding) ? 0 : Math.sqrt(variance);
  });
  return { means, scales };
}
