import { formatG } from "../representations/format-g.ts";
import type { Matrix } from "../../core/matrix.ts";
import { createRng } from "../../core/rng.ts";
import { DBSCAN_LIMIT, dbscan } from "./dbscan.ts";
import { kmeans } from "./kmeans.ts";
import { kneeEps } from "./knee.ts";
import { NOISE } from "./labels.ts";
import { type Linkage, WARD_LIMIT, cutTree, wardLinkage } from "./ward.ts";

export interface ClusterSettings {
  /** Clusters for K-Means and Ward. */
  readonly k: number;
  /** Fixed radii for DBSCAN; the reference's are 0.5, 1 and 1.5. */
  readonly dbscanEps: readonly number[];
  readonly minSamples: number;
  /** Starts of K-Means. */
  readonly nInit: number;
  readonly seed: number;
}

export type ClusterAlgorithm = "kmeans" | "ward" | "dbscan";

/** One partition of a representation's rows. */
export interface Clustering {
  /** As the reference's tables name it: `kmeans`, `agglomerative_ward`, `dbscan_eps0.5`, … and our `dbscan_knee`. */
  readonly method: string;
  readonly algorithm: ClusterAlgorithm;
  /** 0, 1, … in order of first appearance; −1 is DBSCAN's noise. */
  readonly labels: Int32Array;
  /** Clusters asked for; null for DBSCAN. */
  readonly k: number | null;
  /** DBSCAN's radius; null for the others and where `dbscan_knee` found none. */
  readonly eps: number | null;
  readonly minSamples: number | null;
  /** Ward's whole tree, for dendrograms and other cuts. */
  readonly tree?: Linkage;
  /** K-Means' Σ of squared distances. */
  readonly inertia?: number;
  /** What a reader of the result should know. */
  readonly note?: string;
}

/** All of {@link clusterings} at once. */
export function clusterRepresentation(name: string, matrix: Matrix, settings: ClusterSettings): Clustering[] {
  return [...clusterings(name, matrix, settings)];
}

/**
 * Clusters one representation by every method of the reference, in its order, and DBSCAN with a data-driven eps as one more
 * row. Above their limits of rows Ward (50,000) and DBSCAN (100,000) are left out.
 * The name separates the random stream from other representations'.
 *
 * One method per turn, so that a caller can look at its signal in between.
 *
 * @throws {LatentuneError} for k outside 1 … rows, a negative eps, or values that are not finite.
 */
export function* clusterings(name: string, matrix: Matrix, settings: ClusterSettings): Generator<Clustering> {
  const { k, minSamples, nInit, seed } = settings;
  const { labels, inertia } = kmeans(matrix, { k, nInit, rng: createRng(seed, "kmeans", name) });
  const none = { eps: null, minSamples: null };
  yield { method: "kmeans", algorithm: "kmeans", labels, k, ...none, inertia };
  if (matrix.rows <= WARD_LIMIT) {
    const tree = wardLinkage(matrix);
    yield { method: "agglomerative_ward", algorithm: "ward", labels: cutTree(tree, k), k, ...none, tree };
  }
  if (matrix.rows <= DBSCAN_LIMIT) {
    for (const eps of settings.dbscanEps) {
      yield {
        method: `dbscan_eps${formatG(eps)}`,
        algorithm: "dbscan",
        labels: dbscan(matrix, { eps, minSamples }),
        k: null,
        eps,
        minSamples,
      };
    }
    yield dbscanAtKnee(matrix, minSamples);
  }
}

function dbscanAtKnee(matrix: Matrix, minSamples: number): Clustering {
  const knee = kneeEps(matrix, minSamples);
  const common = { method: "dbscan_knee", algorithm: "dbscan", k: null, minSamples } as const;
  if (knee.eps === null) {
    return { ...common, labels: new Int32Array(matrix.rows).fill(NOISE), eps: null, note: `No eps: ${knee.reason}.` };
  }
  return { ...common, labels: dbscan(matrix, { eps: knee.eps, minSamples }), eps: knee.eps };
}
