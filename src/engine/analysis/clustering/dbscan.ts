import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { formatG } from "../representations/format-g.ts";
import { createPause } from "../pause.ts";
import { drained, paused } from "../turns.ts";
import { checkFinite } from "./checks.ts";
import { graphDbscan } from "./density/graph-dbscan.ts";
import { neighbourGraphOf, onGraph } from "./density/neighbour-graph.ts";
import { type DisjointSets, disjointSets } from "./disjoint-sets.ts";
import { kneeEps, kneeOfNeighbours } from "./knee.ts";
import { NOISE, canonicalLabels } from "./labels.ts";
import { type ClusteringMethod, type ClusterInput, keeperOf, type Partition } from "./method.ts";
import { nearPairTurns } from "./near-pairs.ts";

/** DBSCAN at the given radii, which are the reference's by default, and at a radius that is chosen from the data. */
export const DBSCAN: ClusteringMethod<"dbscanEps" | "dbscanMinSamples"> = {
  label: "DBSCAN",
  marksNoise: true,
  needsK: false,
  settings: ["dbscanEps", "dbscanMinSamples"],
  variants: ({ dbscanEps, dbscanMinSamples: minSamples }) => [
    ...dbscanEps.map((eps) => ({
      method: `dbscan_eps${formatG(eps)}`,
      label: `DBSCAN, ε = ${formatG(eps)}`,
      // At fixed radii mostly everything is noise.
      drawn: false,
      run: (input: ClusterInput) => withRadius(input, eps, minSamples),
    })),
    { method: "dbscan_knee", label: "DBSCAN, ε from the knee", drawn: true, run: (input) => atKnee(input, minSamples) },
  ],
};

/** Exact up to a number of rows, above it on the graph of neighbours. */
export async function withRadius(
  input: ClusterInput,
  eps: number,
  minSamples: number,
  exactRows: number = SIZES.exactRows,
): Promise<Partition> {
  const { matrix, control = {} } = input;
  const options = { eps, minSamples };
  const parameters = { eps, min_samples: minSamples };
  if (matrix.rows <= exactRows) {
    const pause = createPause(control);
    return { labels: await paused(dbscanInTurns(matrix, options), () => pause(0)), parameters };
  }
  check(matrix, options);
  const graph = await neighbourGraphOf(input, minSamples - 1);
  const labels = await graphDbscan(graph, eps, minSamples, control);
  return { labels, parameters, approximations: [onGraph("dbscan", graph)] };
}

export async function atKnee(
  input: ClusterInput,
  minSamples: number,
  exactRows: number = SIZES.exactRows,
): Promise<Partition> {
  const { matrix, control = {} } = input;
  const knee =
    matrix.rows <= exactRows
      ? await kneeEps(matrix, minSamples, control, undefined, keeperOf(input))
      : kneeOfNeighbours(matrix, minSamples, await neighbourGraphOf(input, minSamples - 1));
  if (knee.eps !== null) return withRadius(input, knee.eps, minSamples, exactRows);
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
 * @throws {LatentuneError} for a negative eps, min_samples below 1, or a value that is not finite.
 */
export function dbscan(m: Matrix, options: DbscanOptions): Int32Array {
  return drained(dbscanInTurns(m, options));
}

function check(m: Matrix, { eps, minSamples }: DbscanOptions): void {
  if (!(eps >= 0)) {
    throw new LatentuneError(`DBSCAN's eps must be a number of 0 or more, not ${eps}.`, {
      remedy: "Give --dbscan-eps as numbers such as 0.5.",
    });
  }
  if (!(minSamples >= 1)) throw new LatentuneError(`DBSCAN's min_samples must be 1 or more, not ${minSamples}.`);
  checkFinite(m);
}

function* dbscanInTurns(m: Matrix, options: DbscanOptions): Generator<undefined, Int32Array, undefined> {
  check(m, options);
  const { core, joined, border } = yield* connect(m, options);
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
function* connect(m: Matrix, { eps, minSamples }: DbscanOptions): Generator<undefined, Connected, undefined> {
  const found = new Float64Array(m.rows).fill(1);
  const core = (row: number): boolean => found[row]! >= minSamples;
  const joined = disjointSets(m.rows);
  const waiting: (readonly [number, number])[] = [];
  yield* nearPairTurns(
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
