import { transposed } from "../../../core/linalg.ts";
import type { Matrix } from "../../../core/matrix.ts";
import { createPause, type Control } from "../../pause.ts";
import { canonicalLabels } from "../labels.ts";
import { DIAGONAL, FULL, REGULARISATION, SINGULAR } from "./covariances.ts";
import { type Density, expectation, type WeightedComponent } from "./expectation.ts";
import { orthonormalBasis, product } from "../../../kernels/products.ts";

const KINDS = { diagonal: DIAGONAL, full: FULL };
/** scikit-learn's tol: the mean log-likelihood of a row changes less. */
const TOLERANCE = 1e-3;
const MAX_ITERATIONS = 100;
/** Added to every component's weight, so that one without rows divides by no 0 (scikit-learn). */
const LEAST_SIZE = 10 * Number.EPSILON;

export interface Mixture {
  /** The most probable component of each row, numbered in order of first appearance. */
  readonly labels: Int32Array;
  /** Natural logarithm of the likelihood of all rows. */
  readonly logLikelihood: number;
  /** The Bayesian information criterion (Schwarz, Annals of Statistics 6, 1978): lower is better. */
  readonly bic: number;
  readonly iterations: number;
  /** Free parameters of the model. */
  readonly parameters: number;
  /** The components that the labels follow from. */
  readonly density: Density;
}

/**
 * A mixture of k normal distributions by expectation maximisation (Dempster, Laird & Rubin, J. R. Stat. Soc. B 39, 1977),
 * with the rules of scikit-learn's GaussianMixture: variances + 10⁻⁶, up to 100 iterations, until the mean log-likelihood of a
 * row changes by less than 10⁻³.
 *
 * A full covariance has columns² parameters, and rows span at most as many dimensions as there are rows. It turns with the
 * axes, so the rows are fitted within their span: across it, each component has the regularisation's variance and no
 * deviation. Time per iteration rows · k · columns, or rows · k · min(rows, columns)².
 *
 * @param start each row's component at first, 0 … k − 1, such as K-Means' labels; a component may be without a row
 * @returns null if a covariance is not positive definite, which large values can do: 10⁻⁶ is then below their rounding error
 * @throws {CancelledError} when the signal is aborted.
 */
export async function gaussianMixture(
  m: Matrix,
  covariance: keyof typeof KINDS,
  start: Int32Array,
  k: number,
  control: Control = {},
): Promise<Mixture | null> {
  const pause = createPause(control);
  const pauseHere = (): Promise<void> => pause(iterations / MAX_ITERATIONS);
  const kind = KINDS[covariance];
  const span = covariance === "full" && m.rows < m.cols ? product(m, orthonormalBasis(transposed(m))) : m;
  const acrossSpan = m.cols - span.cols;
  const constant = m.cols * Math.log(2 * Math.PI) + acrossSpan * Math.log(REGULARISATION);
  /** The most probable component of each row. */
  const own = start.slice();
  /** k × rows: each component's share of each row. */
  const shares = Array.from({ length: k }, (_, c) => Float64Array.from(start, (label) => Number(label === c)));

  let iterations = 0;
  let logLikelihood = -Infinity;
  let components = await maximise();
  while (components !== null && iterations < MAX_ITERATIONS) {
    iterations++;
    const before = logLikelihood;
    logLikelihood = await expectation(span, { components, constant }, own, shares, pauseHere);
    components = await maximise();
    if (Math.abs(logLikelihood - before) < TOLERANCE * m.rows) break;
  }
  if (components === null) return null;
  const density = { components, constant };
  logLikelihood = await expectation(span, density, own, null, pauseHere);
  const parameters = k * (m.cols + kind.parameters(m.cols)) + k - 1;
  return {
    labels: canonicalLabels(own),
    logLikelihood,
    bic: bicOf(logLikelihood, parameters, m.rows),
    iterations,
    parameters,
    density,
  };

  /** Each component from its shares. */
  async function maximise(): Promise<readonly WeightedComponent[] | null> {
    const sizes = shares.map((weights) => weights.reduce((sum, weight) => sum + weight, LEAST_SIZE));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const made: WeightedComponent[] = [];
    for (const [c, weights] of shares.entries()) {
      const size = sizes[c]!;
      const component = kind.estimate(span, weights, size, weightedMean(span, weights, size));
      if (component === SINGULAR) return null;
      made.push({ ...component, logWeight: Math.log(size / total) });
      await pauseHere();
    }
    return made;
  }
}

/** @param parameters free ones of the model */
export function bicOf(logLikelihood: number, parameters: number, rows: number): number {
  return -2 * logLikelihood + parameters * Math.log(rows);
}

function weightedMean({ rows, cols, data }: Matrix, weights: Float64Array, size: number): Float64Array {
  const mean = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    if (weight === 0) continue;
    for (let col = 0; col < cols; col++) mean[col]! += weight * data[row * cols + col]!;
  }
  return mean.map((sum) => sum / size);
}
