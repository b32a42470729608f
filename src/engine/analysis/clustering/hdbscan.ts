import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packMatrix } from "../packed-rows.ts";
import { checkFinite, checkSquareTime } from "./checks.ts";
import { kthNearestSquared } from "../neighbours/exact.ts";
import { NOISE, canonicalLabels } from "./labels.ts";
import { type Linkage, linkageOf, type Merge } from "./linkage.ts";
import type { ClusteringMethod } from "./method.ts";

/** HDBSCAN takes N² · columns time: this many rows of 32 columns take about two minutes. */
const LIMIT = 50_000;

export const HDBSCAN: ClusteringMethod<"hdbscanMinClusterSize"> = {
  label: "HDBSCAN",
  limit: LIMIT,
  marksNoise: true,
  settings: ["hdbscanMinClusterSize"],
  variants: ({ hdbscanMinClusterSize: size }) => [
    {
      method: "hdbscan",
      label: "HDBSCAN",
      drawn: true,
      run: ({ matrix }) => ({
        labels: hdbscan(matrix, size),
        parameters: { min_samples: size },
        ...(matrix.rows < size ? { note: `There are fewer songs than the smallest cluster of ${size}.` } : {}),
      }),
    },
  ],
};

/**
 * HDBSCAN (Campello, Moulavi & Sander, PAKDD 2013; Campello et al., ACM TKDD 10, 2015) as scikit-learn's HDBSCAN has it with
 * Euclidean distances, min_samples = min_cluster_size, excess of mass, and never all rows in one cluster. Noise is −1;
 * clusters are numbered in order of first appearance. With fewer rows than min_cluster_size everything is noise.
 *
 * Between edges of equal mutual reachability the shorter one is taken first: a row between two clusters belongs to the one
 * with the nearer row, where scikit-learn's answer depends on the order of rows. Time N² · columns; memory
 * N · (columns + min_cluster_size).
 *
 * @throws {LatentuneError} for min_cluster_size below 2, more than 50,000 rows, or a value that is not finite.
 */
export function hdbscan(m: Matrix, minClusterSize: number): Int32Array {
  if (!(minClusterSize >= 2)) {
    throw new LatentuneError(`HDBSCAN's min_cluster_size must be 2 or more, not ${minClusterSize}.`);
  }
  checkSquareTime("HDBSCAN", m.rows, LIMIT, "K-Means");
  checkFinite(m);
  if (m.rows < minClusterSize) return new Int32Array(m.rows).fill(NOISE);
  const tree = linkageOf(spanningTree(m, kthNearestSquared(m, minClusterSize - 1)), m.rows);
  const condensed = condense(tree, minClusterSize);
  const selected = selectByMass(condensed);
  return canonicalLabels(condensed.homes.map((cluster) => selected[cluster]!));
}

/**
 * The minimum spanning tree by mutual reachability, the largest of a pair's distance and both core distances: Prim's
 * algorithm, one row's distances at a time. Edges of equal reachability come by ascending distance.
 * @param core squared core distances
 */
function spanningTree(m: Matrix, core: Float64Array): Merge[] {
  const { rows } = m;
  const packed = packMatrix(m);
  // Rows outside of the tree are in slots 0 … outside − 1; the row that has just come in is in the slot behind them.
  const rowOf = Int32Array.from({ length: rows }, (_, slot) => slot);
  /** By slot: the best edge into the tree. Squares keep ties exact. */
  const reach = new Float64Array(rows).fill(Infinity);
  const distance = new Float64Array(rows).fill(Infinity);
  const source = new Int32Array(rows);
  const edges: (Merge & { readonly squared: number })[] = [];
  let next = rows - 1;
  for (let outside = rows - 1; outside > 0; outside--) {
    const current = moveBehind(next, outside);
    const squared = packed.squaredDistances(outside, 0, Math.ceil(outside / GROUP));
    const ownCore = core[current]!;
    next = 0;
    for (let slot = 0; slot < outside; slot++) {
      const between = squared[slot]!;
      const mutual = Math.max(between, ownCore, core[rowOf[slot]!]!);
      if (mutual < reach[slot]! || (mutual === reach[slot]! && between < distance[slot]!)) {
        reach[slot] = mutual;
        distance[slot] = between;
        source[slot] = current;
      }
      const [best, least] = [reach[slot]!, reach[next]!];
      if (best < least || (best === least && distance[slot]! < distance[next]!)) next = slot;
    }
    const [low, high] = [source[next]!, rowOf[next]!];
    edges.push({ low, high, distance: Math.sqrt(reach[next]!), squared: distance[next]! });
  }
  return edges.sort((a, b) => a.squared - b.squared);

  /** Exchanges two slots, of which the second is the last one outside of the tree; returns the row that is now there. */
  function moveBehind(slot: number, last: number): number {
    const [row, other] = [rowOf[slot]!, rowOf[last]!];
    if (slot === last) return row;
    rowOf[slot] = other;
    rowOf[last] = row;
    packed.put(slot, m, other);
    packed.put(last, m, row);
    reach[slot] = reach[last]!;
    distance[slot] = distance[last]!;
    source[slot] = source[last]!;
    return row;
  }
}

/** The clusters of at least the smallest size, from the tree's root down; cluster 0 is all rows. */
interface Condensed {
  /** Of each cluster the one that it splits off from; a parent has a lower number. */
  readonly parents: readonly number[];
  /** Σ over a cluster's rows of 1/distance at which the row leaves it, less 1/distance at which the cluster began. */
  readonly stabilities: readonly number[];
  /** The smallest cluster that each row was in. */
  readonly homes: Int32Array;
}

function condense(tree: Linkage, minClusterSize: number): Condensed {
  const rows = tree.rows + 1;
  const parents = [-1];
  const births = [0];
  const stabilities = [0];
  /** Of each node of the tree, its cluster and whether it has left it (1). */
  const clusterOf = new Int32Array(2 * rows - 1);
  const left = new Uint8Array(2 * rows - 1);
  const sizeOf = (node: number): number => (node < rows ? 1 : tree.data[(node - rows) * 4 + 3]!);
  for (let merge = tree.rows - 1; merge >= 0; merge--) {
    const cluster = clusterOf[rows + merge]!;
    const children = [tree.data[merge * 4]!, tree.data[merge * 4 + 1]!];
    const density = 1 / tree.data[merge * 4 + 2]!;
    const splits = left[rows + merge] === 0 && children.every((node) => sizeOf(node) >= minClusterSize);
    for (const node of children) {
      clusterOf[node] = cluster;
      left[node] = left[rows + merge]!;
      if (left[node] === 1 || (!splits && sizeOf(node) >= minClusterSize)) continue;
      // Not for coincident rows in a cluster that began at distance 0: both densities are infinite, their difference is NaN.
      if (density > births[cluster]!) stabilities[cluster]! += (density - births[cluster]!) * sizeOf(node);
      if (splits) {
        clusterOf[node] = parents.push(cluster) - 1;
        births.push(density);
        stabilities.push(0);
      } else left[node] = 1;
    }
  }
  return { parents, stabilities, homes: clusterOf.slice(0, rows) };
}

/**
 * Excess of mass: a cluster is selected where it is at least as stable as the best choice among those that split off from it.
 * @returns by cluster the selected one that it lies in, or noise
 */
function selectByMass({ parents, stabilities }: Condensed): Int32Array {
  const best = Float64Array.from(stabilities);
  const below = new Float64Array(parents.length);
  const stands = new Uint8Array(parents.length);
  for (let cluster = parents.length - 1; cluster > 0; cluster--) {
    stands[cluster] = Number(!(below[cluster]! > best[cluster]!));
    if (stands[cluster] === 0) best[cluster] = below[cluster]!;
    below[parents[cluster]!]! += best[cluster]!;
  }
  const selected = new Int32Array(parents.length).fill(NOISE);
  for (let cluster = 1; cluster < parents.length; cluster++) {
    const above = selected[parents[cluster]!]!;
    selected[cluster] = above !== NOISE ? above : stands[cluster] === 1 ? cluster : NOISE;
  }
  return selected;
}
