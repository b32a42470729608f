import type { Approximation } from "../../../../shared/contract/scale/approximation.ts";
import { SIZES } from "../../../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../../../shared/format.ts";
import { type Matrix, selectRows } from "../../../core/matrix.ts";
import { drawNumbers, type Rng } from "../../../core/rng.ts";
import { type Control, createPause, partOf } from "../../pause.ts";
import { canonicalLabels } from "../labels.ts";
import { expectation } from "./expectation.ts";
import { bicOf, gaussianMixture, type Mixture } from "./mixture.ts";

export interface SizedMixture extends Mixture {
  /** What ran in place of a fit of all rows; left out where that ran. */
  readonly approximations?: readonly Approximation[];
}

export interface MixtureOptions {
  readonly covariance: "diagonal" | "full";
  /** Each row's component at first, 0 … k − 1. */
  readonly start: Int32Array;
  readonly k: number;
  /** Draws the rows that are fitted; not used where all are. */
  readonly rng: Rng;
  readonly control?: Control;
}

/** Where in the progress the fit is done. */
const FITTED = 0.9;

/**
 * A Gaussian mixture of any number of rows: `gaussianMixture` up to `fitRows`; above, it is fitted on that many, drawn at
 * random, and says of every row which component is the most probable. Likelihood and BIC are those of all rows.
 *
 * @returns as `gaussianMixture`. @throws {CancelledError} when the signal is aborted.
 */
export async function mixtureAtSize(
  m: Matrix,
  { covariance, start, k, rng, control = {} }: MixtureOptions,
  fitRows: number = SIZES.fitSongs,
): Promise<SizedMixture | null> {
  // No fewer than columns: the fit would be within the span of the rows drawn, where the others need not lie.
  const count = Math.max(fitRows, m.cols);
  if (m.rows <= count) return gaussianMixture(m, covariance, start, k, control);
  const drawn = drawNumbers(m.rows, count, rng);
  const starts = Int32Array.from(drawn, (row) => start[row]!);
  const fit = await gaussianMixture(selectRows(m, drawn), covariance, starts, k, partOf(control, 0, FITTED));
  if (fit === null) return null;
  const own = start.slice();
  const pause = createPause(control);
  const logLikelihood = await expectation(m, fit.density, own, null, () => pause(FITTED));
  const lost = fit.logLikelihood / count - (logLikelihood - fit.logLikelihood) / (m.rows - count);
  return {
    ...fit,
    labels: canonicalLabels(own),
    logLikelihood,
    bic: bicOf(logLikelihood, fit.parameters, m.rows),
    approximations: [
      {
        kind: "mixture",
        text: `Fitted on ${formatNumber(count)} songs; every song is in its most probable component.`,
        measure: { name: "mean log-likelihood of the songs fitted less that of the others", value: lost },
      },
    ],
  };
}
