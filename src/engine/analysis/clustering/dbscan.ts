import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { formatG } from "../representations/format-g.ts";
import { checkFinite, checkSquareTime } from "./checks.ts";
import { type DisjointSets, disjointSets } from "./disjoint-sets.ts";
import { kneeEps } from "./knee.ts";
import { NOISE, canonicalLabels } from "./labels.ts";
import type { ClusteringMethod, ClusterInput, Partition } from "./method.ts";
import { forEachNearPair } from "./near-pairs.ts";

/** DBSCAN takes up to N² · columns time. */
const LIMIT = 100_000;

/** DBSCAN at the given radii, which are the reference's by default, and at a radius that is chosen from the data. */
export const DBSCAN: ClusteringMethod<"dbscanEps" | "dbscanMinSamples"> = {
  label: "DBSCAN",
  limit: LIMIT,
  marksNoise: true,
  settings: ["dbscanEps", "dbscanMinSamples"],
  variants: ({ dbscanEps, dbscanMinSamples: minSamples }) => [
    ...dbscanEps.map((eps) => ({
      method: `dbscan_eps${formatG(eps)}`,
      label: `DBSCAN, ε = ${formatG(eps)}`,
      // At fixed radii mostly everything is noise.
      drawn: false,
      run: ({ matrix }: ClusterInput) => withRadius(matrix, eps, minSamples),
    })),
    {
      method: "dbscan_knee",
      label: "DBSCAN, ε from the knee",
      drawn: true,
      run: ({ matrix }) => atKnee(matrix, minSamples),
    },
  ],
};

function withRadius(matrix: Matrix, eps: number, minSamples: number): Partition {
  return { labels: dbscan(matrix, { eps, minSamples }), parameters: { eps, min_samples: minSamples } };
}

function atKnee(matrix: Matrix, minSamples: number): Partition {
  const knee = kneeEps(matrix, minSamples);
  if (knee.eps !== null) return withRadius(matrix, knee.eps, minSamples);
  const labels = new Int32Array(matrix.rows).fill(NOISE);
  return { labels, parameters: { min_samples: minSamples }, note: `No eps: ${knee.reason}.` };
}

export interface DbscanOptions {
  /** Radius of the neighbourhood, in the units of the matrix; rows at exactly this distance are neighbours. */
  readonly eps: number;
  /** Neighbours, the row itself included, from which a row is a core row. */
  readonly minSamples: number;
}

/**
 * DBSCAN (Ester, Kriegel, Sander & Xu, KDD 1996) with scikit-learn's conventions: a border row belongs to the cluster whose
 * first core row comes first; noise is −1. Clusters are numbered in order of first appearance.
 * Memory is proportional to rows · min_samples, however many rows are near each other.
 *
 * @throws {LatentuneError} for a negative eps, min_samples below 1, more than 100,000 rows, or a value that is not finite.
 */
export function dbscan(m: Matrix, { eps, minSamples }: DbscanOptions): Int32Array {
  if (!(eps >= 0)) {
    throw new LatentuneError(`DBSCAN's eps must be a number of 0 or more, not ${eps}.`, {
      remedy: "Give --dbscan-eps as numbers such as 0.5.",
    });
  }
  if (!(minSamples >= 1)) throw new LatentuneError(`DBSCAN's min_samples must be 1 or more, not ${minSamples}.`);
  checkSquareTime("DBSCAN", m.rows, LIMIT, "K-Means");
  checkFinite(m);
  const { core, joined, border } = connect(m, eps, minSamples);
  const labels = new Int32Array(m.rows).fill(NOISE);
  // A cluster's number is its lowest core row: that order decides between clusters that share a border row.
  for (let row = 0; row < m.rows; row++) if (core(row)) labels[row] = joined.rootOf(row);
  for (const [row, neighbour] of border) {
    const cluster = joined.rootOf(neighbour);
    if (labels[row] === NOISE || cluster < labels[row]!) labels[row] = cluster;
  }
  return canonicalLabels(labels);
}

interface Connected {
  readonly core: (row: number) => boolean;
  /** Core rows that can reach each other have the same root, their lowest. */
  readonly joined: DisjointSets;
  /** Rows that are no core rows, each with a core row near it. */
  readonly border: readonly (readonly [row: number, core: number])[];
}

/** One look at every pair. Pairs with a row that is not (yet) a core row wait: each row has fewer than minSamples of them. */
function connect(m: Matrix, eps: number, minSamples: number): Connected {
  const found = new Float64Array(m.rows).fill(1);
  const core = (row: number): boolean => found[row]! >= minSamples;
  const joined = disjointSets(m.rows);
  const waiting: (readonly [number, number])[] = [];
  forEachNearPair(
    m,
    eps,
    (low, high) => {
      found[low]!++;
      found[high]!++;
      if (core(low) && core(high)) joined.join(low, high);
      else waiting.push([low, high]);
    },
    (low, high) => core(low) && core(high) && joined.rootOf(low) === joined.rootOf(high),
  );
  const border: (readonly [number, number])[] = [];
  for (const [low, high] of waiting) {
    if (core(low) && core(high)) joined.join(low, high);
    else if (core(low)) border.push([high, low]);
    else if (core(high)) border.push([low, high]);
  }
  return { core, joined, border };
}
