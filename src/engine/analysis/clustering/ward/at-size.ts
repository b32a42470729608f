import type { Approximation } from "../../../../shared/contract/scale/approximation.ts";
import { SIZES } from "../../../../shared/contract/scale/sizes.ts";
import { formatNumber } from "../../../../shared/format.ts";
import { columnMeans } from "../../../core/linalg.ts";
import { type Matrix, matrix } from "../../../core/matrix.ts";
import type { Rng } from "../../../core/rng.ts";
import { centroidsOf, partitionByNumber } from "../../partition.ts";
import { paused, shared, type Shared } from "../../turns.ts";
import { checkClusterCount, checkFinite } from "../checks.ts";
import { drawRows } from "../kmeans/at-size.ts";
import { inertiaOf, lloydInTurns, nearestInTurns } from "../kmeans/lloyd.ts";
import { kmeansPlusPlusInTurns } from "../kmeans/start.ts";
import { canonicalLabels, clusterCount } from "../labels.ts";
import type { Linkage } from "../linkage.ts";
import { cutTree, wardLinkageInTurns } from "./ward.ts";

export interface WardOptions {
  readonly k: number;
  /** Draws the starts of the micro-clusters; not used where Ward runs on the rows themselves. */
  readonly rng: Rng;
  /** The tree of the rows is kept under it; left out: it is not kept. */
  readonly keptWith?: object;
}

export interface WardSizes {
  /** Up to so many rows Ward runs on the rows themselves. */
  readonly exactRows: number;
  readonly microClusters: number;
  /** Micro-clusters are fitted on so many rows, drawn at random. */
  readonly fitRows: number;
}

export const WARD_SIZES: WardSizes = { exactRows: SIZES.exactRows, microClusters: 5000, fitRows: SIZES.fitSongs };

export interface SizedWard {
  readonly labels: Int32Array;
  /** What ran in place of Ward on all rows; left out where that ran. */
  readonly approximations?: readonly Approximation[];
}

/** Iterations that shape the micro-clusters: with more the sum of squares of Ward's clusters does not fall any further. */
const ITERATIONS = 3;

/** Trees of rows, from which every number of clusters is cut. */
const TREES = new WeakMap<object, Shared<number, Linkage>>();

/**
 * Ward's clusters of any number of rows. Above `exactRows` K-Means makes micro-clusters, and Ward merges those, each with the
 * number of its rows as its weight, so that every distance is that of the rows' own means: only merges within a
 * micro-cluster are not Ward's (the idea of BIRCH: Zhang, Ramakrishnan & Livny, SIGMOD 1996).
 *
 * The micro-clusters start from rows drawn by k-means++ from a sample of `fitRows` and are shaped by a few of Lloyd's
 * iterations there; every row then belongs to the nearest.
 *
 * @param pause gets the fraction done
 * @returns labels numbered in order of first appearance; above `exactRows` fewer than k where fewer rows are distinct
 * @throws {LatentuneError} for k outside 1 … rows, or a value that is not finite.
 */
export async function wardAtSize(
  m: Matrix,
  { k, rng, keptWith }: WardOptions,
  pause: (fraction: number) => Promise<void>,
  { exactRows, microClusters, fitRows }: WardSizes = WARD_SIZES,
): Promise<SizedWard> {
  if (m.rows <= exactRows) {
    const tree = (keptWith && TREES.get(keptWith)) ?? shared(wardLinkageInTurns(m));
    if (keptWith !== undefined) TREES.set(keptWith, tree);
    return { labels: cutTree(await tree(pause), k) };
  }
  checkFinite(m);
  checkClusterCount(k, m.rows);
  const pauseIn = (): Promise<void> => pause(0);

  // 1. The micro-clusters.
  const sample = m.rows > fitRows ? drawRows(m, fitRows, rng) : m;
  const count = Math.min(sample.rows, Math.max(microClusters, 2 * k));
  const starts = await paused(kmeansPlusPlusInTurns(sample, count, rng, undefined, 1), pauseIn);
  const shape = { tolerance: 0, maxIterations: ITERATIONS };
  const shaped = await paused(lloydInTurns(sample, starts, shape), pauseIn);
  const own = await paused(nearestInTurns(m, shaped.centres), pauseIn);
  const micro = microClustersOf(m, own);

  // 2. Their tree.
  const tree = await paused(wardLinkageInTurns(micro.means, micro.sizes), pause);
  const merged = cutTree(tree, Math.min(k, micro.sizes.length));
  const measure = { name: "share of the variance within micro-clusters", value: lostShare(m, micro) };
  const text = `Ward on ${formatNumber(micro.sizes.length)} micro-clusters of K-Means, each weighted by its songs.`;
  return {
    labels: canonicalLabels(micro.labels.map((label) => merged[label]!)),
    approximations: [{ kind: "ward", text, measure }],
  };
}

interface MicroClusters {
  readonly labels: Int32Array;
  readonly means: Matrix;
  readonly sizes: Float64Array;
}

/** Of the labels that rows have: their means and sizes, numbered in order of first appearance. */
function microClustersOf(m: Matrix, own: Int32Array): MicroClusters {
  const labels = canonicalLabels(own);
  const partition = partitionByNumber(labels, clusterCount(labels));
  const sizes = Float64Array.from(
    { length: partition.count },
    (_, c) => partition.starts[c + 1]! - partition.starts[c]!,
  );
  return { labels, means: centroidsOf(m, partition), sizes };
}

/** The squares within micro-clusters over those of all rows: 0 where every row is one, 1 where all are in one. */
function lostShare(m: Matrix, { means, labels }: MicroClusters): number {
  const within = inertiaOf(m, means, labels);
  const all = inertiaOf(m, matrix(1, m.cols, columnMeans(m)), new Int32Array(m.rows));
  return all === 0 ? 0 : within / all;
}
