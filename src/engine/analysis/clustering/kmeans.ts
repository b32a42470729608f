import { LatentuneError } from "../../core/errors.ts";
import { centreColumns } from "../../core/linalg.ts";
import { type Matrix, selectRows } from "../../core/matrix.ts";
import { packMatrix } from "../packed-rows.ts";
import { createRng, type Rng } from "../../core/rng.ts";
import { createPause } from "../pause.ts";
import { checkClusterCount, checkFinite } from "./checks.ts";
import { kmeansPlusPlus } from "./kmeans-start.ts";
import { canonicalLabels } from "./labels.ts";
import { type KMeansRun, lloyd } from "./lloyd.ts";
import type { ClusteringMethod, ClusterInput } from "./method.ts";
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

export const KMEANS: ClusteringMethod = {
  label: "K-Means",
  limit: Infinity,
  marksNoise: false,
  settings: [],
  variants: () => [
    {
      method: "kmeans",
      label: "K-Means",
      drawn: true,
      run: async (input) => ({ labels: (await kmeansOf(input)).labels, parameters: { k: input.k } }),
    },
  ],
};

const RUNS = new WeakMap<ClusterInput, KMeansRun>();

/** K-Means' row of the metrics table, which other methods start from: computed once for an input. */
export async function kmeansOf(input: ClusterInput): Promise<KMeansRun> {
  const { matrix, k, seed, stream, control } = input;
  const options = { k, rng: createRng(seed, "kmeans", stream) };
  const run = RUNS.get(input) ?? (await kmeansWithPauses(matrix, options, createPause(control ?? {})));
  RUNS.set(input, run);
  return run;
}

/**
 * K-Means: greedy k-means++ starts, Lloyd's iterations, the best of `nInit` starts by inertia. Stopping rules and empty
 * clusters as scikit-learn's KMeans. Time rows · k · columns an iteration, memory two copies of the rows.
 *
 * Instead of ml-kmeans 7.0.1: on 10,000 × 64, k 20, ten starts, it found the same inertia (332,622 where scikit-learn has
 * 332,622) in 20 times the time, and without cluster structure in 30 times (bench/clustering).
 *
 * @returns the kept start, its clusters numbered in order of first appearance; fewer than k where there are fewer distinct rows
 * @throws {LatentuneError} for k outside 1 … rows, a value that is not finite, or nInit below 1.
 */
export function kmeans(m: Matrix, options: KMeansOptions): KMeansRun {
  const starts = startByStart(m, options);
  let turn = starts.next();
  while (turn.done !== true) turn = starts.next();
  return turn.value;
}

/** {@link kmeans} with a pause after each start. @param pause gets the fraction of the starts that are done */
export async function kmeansWithPauses(
  m: Matrix,
  options: KMeansOptions,
  pause: (fraction: number) => Promise<void>,
): Promise<KMeansRun> {
  const starts = startByStart(m, options);
  let turn = starts.next();
  while (turn.done !== true) {
    await pause(turn.value);
    turn = starts.next();
  }
  return turn.value;
}

/** One start a turn; gives the fraction of them that is done. */
function* startByStart(m: Matrix, options: KMeansOptions): Generator<number, KMeansRun, undefined> {
  const { k, rng, nInit = 20, maxIterations = 300, tolerance = 1e-4 } = options;
  checkFinite(m);
  checkClusterCount(k, m.rows);
  if (!(nInit >= 1)) throw new LatentuneError(`K-Means needs at least one start, not ${nInit}.`);
  // What all starts share.
  const packed = packMatrix(m);
  const lloydOptions = { tolerance: tolerance * meanVariance(m), maxIterations, prefilter: nearestCentres(m, k) };
  let best: KMeansRun | undefined;
  for (let run = 0; run < nInit; run++) {
    const result = lloyd(m, kmeansPlusPlus(m, k, rng, packed), lloydOptions);
    if (best === undefined || result.inertia < best.inertia) best = result;
    yield (run + 1) / nInit;
  }
  return numbered(best!);
}

function numbered(run: KMeansRun): KMeansRun {
  const labels = canonicalLabels(run.labels);
  const original: number[] = [];
  labels.forEach((label, row) => (original[label] = run.labels[row]!));
  return { ...run, labels, centres: selectRows(run.centres, original) };
}

function meanVariance(m: Matrix): number {
  if (m.data.length === 0) return 0;
  return centreColumns(m).data.reduce((sum, off) => sum + off * off, 0) / m.data.length;
}
