import type { Matrix } from "../../../core/matrix.ts";
import type { Component } from "./covariances.ts";

/** The normal distributions of a mixture. */
export interface Density {
  readonly components: readonly WeightedComponent[];
  /** What the logarithm of each one's density has in common: columns · ln 2π, and what lies across the rows' span. */
  readonly constant: number;
}

export interface WeightedComponent extends Component {
  /** Natural logarithm of its share of all rows. */
  readonly logWeight: number;
}

/** exp of it and of everything below it is 0 in float64. */
const UNDERFLOW = -746;
/** Rows between two looks at the clock. */
const PAUSE_ROWS = 64;

/**
 * What a mixture says of rows. O(rows · components · columns), or · columns² with full covariances.
 * @param own a likely component of each row; becomes the most probable
 * @param shares of each component an array that gets its share of each row, or null
 * @returns the natural logarithm of the likelihood of all rows
 */
export async function expectation(
  rows: Matrix,
  { components, constant }: Density,
  own: Int32Array,
  shares: readonly Float64Array[] | null,
  pause: () => Promise<void>,
): Promise<number> {
  const { cols, data } = rows;
  const deviation = new Float64Array(cols);
  const logs = new Float64Array(components.length);
  let all = 0;
  for (let row = 0; row < rows.rows; row++) {
    const logDensity = (c: number, least: number): number => {
      const { mean, squaredDistance, logDeterminant, logWeight } = components[c]!;
      for (let col = 0; col < cols; col++) deviation[col] = data[row * cols + col]! - mean[col]!;
      const offset = logWeight - 0.5 * (constant + logDeterminant);
      return offset - 0.5 * squaredDistance(deviation, 2 * (offset - least));
    };
    // What is so far below the row's likely component has a share of exactly 0.
    const likely = own[row]!;
    const known = logDensity(likely, -Infinity);
    for (let c = 0; c < logs.length; c++) logs[c] = c === likely ? known : logDensity(c, known + UNDERFLOW);
    own[row] = logs.indexOf(logs.reduce((most, value) => Math.max(most, value), -Infinity));
    const ofRow = logSumExp(logs);
    shares?.forEach((share, c) => (share[row] = Math.exp(logs[c]! - ofRow)));
    all += ofRow;
    if (row % PAUSE_ROWS === 0) await pause();
  }
  return all;
}

function logSumExp(logs: Float64Array): number {
  const largest = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  return largest + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
