import {
  mostClusters,
  K_CRITERIA,
  kCriterion,
  type KCriterion,
  type KDistances,
  type KSweep,
  type KSweepPoint,
} from "../../../../shared/contract/k-sweep.ts";
import { type Matrix, selectRows } from "../../../core/matrix.ts";
import { createRng, drawNumbers, type Rng } from "../../../core/rng.ts";
import { SHAPE } from "../../metrics/shape.ts";
import { silhouetteWithPauses } from "../../metrics/silhouette.ts";
import { type Control, createPause } from "../../pause.ts";
import { partitionOf } from "../../partition.ts";
import { checkFinite } from "../checks.ts";
import { kmeans, kmeansWithPauses } from "../kmeans/kmeans.ts";
import { kneeEps } from "../knee.ts";
import { sphericalBic } from "./spherical-bic.ts";
import { drawSubsamples, meanAgreement } from "./stability.ts";

/** Above so many rows a random sample of as many is swept: a sweep is some three hundred K-Means and a score each. */
export const SWEEP_LIMIT = 2000;
/** Starts of K-Means on a subsample: its best start is of less weight than that of the whole. */
const SUBSAMPLE_STARTS = 5;

export interface SweepOptions {
  /** Numbers of clusters, both ends included; `to` is cut to the rows less one, where every metric is still defined. */
  readonly from: number;
  readonly to: number;
  /** With the stream's name, those of the run: the partition of K-Means at the run's k is the run's. */
  readonly seed: number;
  readonly stream: string;
  /** DBSCAN's, for the k-distances. */
  readonly minSamples: number;
}

/** The rows that are swept: all, or a sample. */
export function sweptRows(m: Matrix, rng: Rng): Matrix {
  return m.rows > SWEEP_LIMIT ? selectRows(m, drawNumbers(m.rows, SWEEP_LIMIT, rng)) : m;
}

/**
 * K-Means with every number of clusters in a range: silhouette, Davies–Bouldin and Caliński–Harabasz index, BIC and stability;
 * and the curve of DBSCAN's k-distances with its knee.
 * @throws {LatentuneError} for a value that is not finite. @throws {CancelledError} when the signal is aborted.
 */
export async function sweepK(
  m: Matrix,
  { from, to, seed, stream, minSamples }: SweepOptions,
  { signal, onProgress }: Control = {},
): Promise<Omit<KSweep, "representation" | "label">> {
  checkFinite(m);
  const pause = createPause({ signal, onProgress });
  const rng = createRng(seed, "k-sweep", stream);
  const swept = sweptRows(m, rng);
  const subsamples = drawSubsamples(swept.rows, rng);
  const parts = subsamples.map((rows) => selectRows(swept, rows));
  const last = Math.min(to, swept.rows - 1);
  const points: KSweepPoint[] = [];
  for (let k = from; k <= last; k++) {
    const done = (k - from) / (last - from + 1);
    const ofAll = { k, rng: createRng(seed, "kmeans", stream) };
    const { labels, inertia } = await kmeansWithPauses(swept, ofAll, () => pause(done));
    const partition = partitionOf(swept, labels);
    const judged = await silhouetteWithPauses(swept, partition, { signal });
    const shape = { points: swept, partition, silhouette: judged };
    points.push({
      k,
      silhouette: SHAPE.silhouette(shape).value,
      davies_bouldin: SHAPE.davies_bouldin(shape).value,
      calinski_harabasz: SHAPE.calinski_harabasz(shape).value,
      bic: sphericalBic(labels, inertia, k, swept.cols),
      stability: await stabilityOf(k),
    });
  }
  return {
    songs: swept.rows,
    points,
    best: bestOf(points.filter(({ k }) => k <= mostClusters(swept.rows))),
    kDistance: await distancesOf(m, minSamples, createRng(seed, "k-distances", stream), signal),
  };

  async function stabilityOf(k: number): Promise<number | null> {
    const labelings: Int32Array[] = [];
    for (const [index, part] of parts.entries()) {
      // A cluster for each row is the same with any rows.
      if (part.rows <= k) return null;
      const draws = createRng(seed, "k-sweep", stream, `${k} ${index}`);
      labelings.push(kmeans(part, { k, rng: draws, nInit: SUBSAMPLE_STARTS }).labels);
      await pause((k - from + index / parts.length) / (last - from + 1));
    }
    return meanAgreement(subsamples, labelings);
  }
}

function bestOf(points: readonly KSweepPoint[]): Readonly<Record<KCriterion, number | null>> {
  const best = (criterion: KCriterion): number | null => {
    const sign = kCriterion(criterion).better === "lower" ? -1 : 1;
    let found: KSweepPoint | undefined;
    for (const point of points) {
      const value = point[criterion];
      if (value !== null && sign * value >= sign * (found?.[criterion] ?? -sign * Infinity)) found = point;
    }
    return found?.k ?? null;
  };
  return Object.fromEntries(K_CRITERIA.map((name) => [name, best(name)])) as Record<KCriterion, number | null>;
}

async function distancesOf(
  m: Matrix,
  minSamples: number,
  rng: Rng,
  signal: AbortSignal | undefined,
): Promise<KDistances> {
  const knee = await kneeEps(m, minSamples, { signal }, rng);
  return knee.eps === null
    ? { minSamples, distances: [], eps: null, reason: knee.reason }
    : { minSamples, distances: [...knee.kDistances], eps: knee.eps };
}
