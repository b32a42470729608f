import type { Approximation } from "../../../../shared/contract/scale/approximation.ts";
import { SIZES } from "../../../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../../../shared/format.ts";
import { type Matrix, selectRows } from "../../../core/matrix.ts";
import { drawNumbers, type Rng } from "../../../core/rng.ts";
import { paused } from "../../turns.ts";
import { checkClusterCount, checkFinite } from "../checks.ts";
import { breathe } from "./breathe.ts";
import { giving, type KMeansOptions, kmeansInTurns, meanVariance, numbered } from "./kmeans.ts";
import { type KMeansRun, lloydInTurns } from "./lloyd.ts";
import { nearestCentres } from "./nearest-centres.ts";

export interface SizedKMeansRun extends KMeansRun {
  /** What was done in place of starts on all rows; left out where it was not. */
  readonly approximations?: readonly Approximation[];
}

/** So many runs on the sample breathe: over half of them ended within 0.1 % of the best of 40 starts that was known. */
const BREATHERS = 5;

/** The part of the progress at which the starts on the sample are done. */
const SAMPLE_DONE = 0.7;

/**
 * K-Means of any number of rows: `kmeans` up to `fitRows`; above, its starts are on that many rows, drawn at random, and
 * Lloyd's iterations over all rows go on from the best start until they settle by the same rule.
 *
 * Which local optimum it is, a sample decides; what follows is K-Means itself. As an optimum found on a sample cannot be
 * compared with those that starts on all rows would find, the starts are let breathe (see {@link breathe}).
 *
 * @param pause gets the fraction done
 * @returns the clusters numbered in order of first appearance
 * @throws as `kmeans`.
 */
export async function kmeansAtSize(
  m: Matrix,
  options: KMeansOptions,
  pause: (fraction: number) => Promise<void>,
  fitRows: number = SIZES.fitSongs,
): Promise<SizedKMeansRun> {
  if (m.rows <= fitRows) return paused(kmeansInTurns(m, options), pause);
  const { k, rng, maxIterations = 300, tolerance = 1e-4 } = options;
  checkFinite(m);
  checkClusterCount(k, m.rows);
  const sampleRows = Math.min(m.rows, Math.max(fitRows, k));
  const sample = drawRows(m, sampleRows, rng);
  const start = await paused(bestOfSample(sample, options), (fraction) => pause(SAMPLE_DONE * fraction));
  const pauseOfPasses = (): Promise<void> => pause(SAMPLE_DONE);
  const prefilter = nearestCentres(m, k);
  const before = await paused(
    lloydInTurns(m, start.centres, { tolerance: Infinity, maxIterations: 1, prefilter }),
    pauseOfPasses,
  );
  const run = await paused(
    lloydInTurns(m, before.centres, { tolerance: tolerance * meanVariance(m), maxIterations, prefilter }),
    pauseOfPasses,
  );
  return { ...numbered(run), approximations: [approximationOf(sampleRows, before.inertia, run.inertia)] };
}

/** Several times the best of some starts, each let breathe; the best of those. */
function* bestOfSample(sample: Matrix, options: KMeansOptions): Generator<number, KMeansRun, undefined> {
  const { rng, nInit = 20, tolerance = 1e-4 } = options;
  const groups = Math.min(BREATHERS, nInit);
  const scaled = tolerance * meanVariance(sample);
  let best: KMeansRun | undefined;
  for (let group = 0; group < groups; group++) {
    const starts = { ...options, nInit: Math.ceil((nInit - group) / groups) };
    const start = yield* giving(group / groups, kmeansInTurns(sample, starts));
    const run = yield* giving(group / groups, breathe(sample, start, rng, scaled));
    if (best === undefined || run.inertia < best.inertia) best = run;
  }
  return best!;
}

/** So many of the rows, drawn at random, in their order. */
export function drawRows(m: Matrix, count: number, rng: Rng): Matrix {
  return selectRows(m, drawNumbers(m.rows, count, rng));
}

function approximationOf(sampleRows: number, before: number, after: number): Approximation {
  return {
    kind: "kmeans",
    text: `Started from the best fit of ${formatNumber(sampleRows)} songs; then passes over all songs until they settled.`,
    measure: { name: "inertia of the sample's centres, relative to the end", value: after === 0 ? 1 : before / after },
  };
}
