import { NOISE, canonicalLabels } from "../labels.ts";
import { type Linkage, linkageOf, type Merge } from "../linkage.ts";

/**
 * HDBSCAN's clusters from a spanning tree of mutual reachability, by excess of mass; noise is −1. Edges of equal reachability
 * are taken in the order in which they are given.
 */
export function clustersOfTree(edges: readonly Merge[], rows: number, minClusterSize: number): Int32Array {
  const condensed = condense(linkageOf(edges, rows), minClusterSize);
  const selected = selectByMass(condensed);
  return canonicalLabels(condensed.homes.map((cluster) => selected[cluster]!));
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
