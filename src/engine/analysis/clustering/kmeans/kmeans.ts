import { LatentuneError } from "../../../core/errors.ts";
import { columnMeans } from "../../../core/linalg.ts";
import { type Matrix, selectRows } from "../../../core/matrix.ts";
import { packMatrix } from "../../packed-rows.ts";
import type { Rng } from "../../../core/rng.ts";
import { drained, paused } from "../../turns.ts";
import { checkClusterCount, checkFinite } from "../checks.ts";
import { kmeansPlusPlusInTurns } from "./start.ts";
import { canonicalLabels } from "../labels.ts";
import { type KMeansRun, lloydInTurns } from "./lloyd.ts";
import { nearestCentres } from "./nearest-centres.ts";

export interface KMeansOptions {
  readonly k: number;
  readonly rng: Rng;
  /** Starts of which the one with the lowest inertia is kept; 20 as in the reference. */
  readonly nInit?: number;
  readonly maxIterations?: number;
  /** Relative to the mean of the columns' variances, as scikit-learn's `tol`. */
  readonly tolerance?: number;
}

/**
 * K-Means: greedy k-means++ starts, Lloyd's iterations, the best of `nInit` starts by inertia. Stopping rules and empty
 * clusters as scikit-learn's KMeans. Time rows · k · columns an iteration, memory two copies of the rows.
 *
 * Instead of ml-kmeans 7.0.1: on 10,000 × 64, k 20, ten starts, it found the same inertia (332,622 where scikit-learn has
 * 332,622) in 50 times the time, and without cluster structure in 29 times (bench/clustering).
 *
 * @returns the kept start, its clusters numbered in order of first appearance; fewer than k where there are fewer distinct rows
 * @throws {LatentuneError} for k outside 1 … rows, a value that is not finite, or nInit below 1.
 */
export function kmeans(m: Matrix, options: KMeansOptions): KMeansRun {
  return drained(kmeansInTurns(m, options));
}

/** {@link kmeans} with pauses. @param pause gets the fraction of the starts that are done */
export function kmeansWithPauses(
  m: Matrix,
  options: KMeansOptions,
  pause: (fraction: number) => Promise<void>,
): Promise<KMeansRun> {
  return paused(kmeansInTurns(m, options), pause);
}

/** {@link kmeans} in short turns, each of which gives the fraction of the starts that are done. */
export function* kmeansInTurns(m: Matrix, options: KMeansOptions): Generator<number, KMeansRun, undefined> {
  const { k, rng, nInit = 20, maxIterations = 300, tolerance = 1e-4 } = options;
  checkFinite(m);
  checkClusterCount(k, m.rows);
  if (!(nInit >= 1)) throw new LatentuneError(`K-Means needs at least one start, not ${nInit}.`);
  // What all starts share.
  const packed = packMatrix(m);
  const lloydOptions = { tolerance: tolerance * meanVariance(m), maxIterations, prefilter: nearestCentres(m, k) };
  let best: KMeansRun | undefined;
  for (let run = 0; run < nInit; run++) {
    const start = yield* giving(run / nInit, kmeansPlusPlusInTurns(m, k, rng, packed));
    const result = yield* giving(run / nInit, lloydInTurns(m, start, lloydOptions));
    if (best === undefined || result.inertia < best.inertia) best = result;
    yield (run + 1) / nInit;
  }
  return numbered(best!);
}

/** The turns, each giving the value. */
export function* giving<Value, Given>(
  value: Given,
  turns: Generator<unknown, Value, undefined>,
): Generator<Given, Value, undefined> {
  let turn = turns.next();
  while (turn.done !== true) {
    yield value;
    turn = turns.next();
  }
  return turn.value;
}

export function numbered(run: KMeansRun): KMeansRun {
  const labels = canonicalLabels(run.labels);
  const original: number[] = [];
  labels.forEach((label, row) => (original[label] = run.labels[row]!));
  return { ...run, labels, centres: selectRows(run.centres, original) };
}

/** The mean of the columns' variances. */
export function meanVariance(m: Matrix): number {
  if (m.data.length === 0) return 0;
  const means = columnMeans(m);
  let sum = 0;
  for (let row = 0, at = 0; row < m.rows; row++)
    for (let col = 0; col < m.cols; col++, at++) {
      const off = m.data[at]! - means[col]!;
      sum += off * off;
    }
  return sum / m.data.length;
}
