import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packMatrix } from "../packed-rows.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import { keptKthNearestInTurns } from "../neighbours/kept.ts";
import { createPause } from "../pause.ts";
import { drained, shared, type Shared } from "../turns.ts";
import { checkFinite } from "./checks.ts";
import { clustersOfTree } from "./density/condense.ts";
import { neighbourGraphOf, onGraph } from "./density/neighbour-graph.ts";
import { graphSpanningTree, type TreeEdge } from "./density/spanning-tree.ts";
import { NOISE } from "./labels.ts";
import { type ClusteringMethod, type ClusterInput, keeperOf, type Partition } from "./method.ts";

export const HDBSCAN: ClusteringMethod<"hdbscanMinClusterSize"> = {
  label: "HDBSCAN",
  marksNoise: true,
  needsK: false,
  settings: ["hdbscanMinClusterSize"],
  variants: ({ hdbscanMinClusterSize: size }) => [
    { method: "hdbscan", label: "HDBSCAN", drawn: true, run: (input) => hdbscanOf(input, size) },
  ],
};

/** Exact up to a number of rows, above it on the graph of neighbours. */
export async function hdbscanOf(
  input: ClusterInput,
  size: number,
  exactRows: number = SIZES.exactRows,
): Promise<Partition> {
  const { matrix, control = {} } = input;
  const parameters = { min_samples: size };
  const pause = createPause(control);
  if (matrix.rows > exactRows) {
    check(matrix, size);
    const graph = await neighbourGraphOf(input, size - 1);
    const edges = await graphSpanningTree(graph, graph.kthSquared(size - 1), control);
    const labels = clustersOfTree(edges, matrix.rows, size);
    return { labels, parameters, approximations: [onGraph("hdbscan", graph)] };
  }
  check(matrix, size);
  if (matrix.rows < size) {
    const note = `There are fewer songs than the smallest cluster of ${size}.`;
    return { labels: new Int32Array(matrix.rows).fill(NOISE), parameters, note };
  }
  const edges = await keptTree(matrix, size, keeperOf(input))(() => pause(0));
  return { labels: clustersOfTree(edges, matrix.rows, size), parameters };
}

/** Spanning trees that are kept of one matrix: a slider is moved to and fro. */
const KEPT_TREES = 6;

/** By what they are kept with, and by the size of the smallest cluster; the latest last. */
const TREES = new WeakMap<object, Map<number, Shared<undefined, TreeEdge[]>>>();

function keptTree(m: Matrix, size: number, keptWith: object): Shared<undefined, TreeEdge[]> {
  const trees = TREES.get(keptWith) ?? new Map<number, Shared<undefined, TreeEdge[]>>();
  TREES.set(keptWith, trees);
  const tree = trees.get(size) ?? shared(treeInTurns(m, size, keptWith));
  trees.delete(size);
  trees.set(size, tree);
  const [oldest] = trees.keys();
  if (trees.size > KEPT_TREES && oldest !== undefined) trees.delete(oldest);
  return tree;
}

/**
 * HDBSCAN (Campello, Moulavi & Sander, PAKDD 2013; Campello et al., ACM TKDD 10, 2015) as scikit-learn's HDBSCAN has it with
 * Euclidean distances, min_samples = min_cluster_size, excess of mass, and never all rows in one cluster. Noise is −1;
 * clusters are numbered in order of first appearance. With fewer rows than min_cluster_size everything is noise.
 *
 * Between edges of equal mutual reachability the shorter one is taken first: a row between two clusters belongs to the one
 * with the nearer row, where scikit-learn's answer depends on the order of rows. Time N² · columns; memory
 * N · (columns + min_cluster_size).
 *
 * @throws {LatentuneError} for min_cluster_size below 2, or a value that is not finite.
 */
export function hdbscan(m: Matrix, minClusterSize: number): Int32Array {
  check(m, minClusterSize);
  if (m.rows < minClusterSize) return new Int32Array(m.rows).fill(NOISE);
  return clustersOfTree(drained(treeInTurns(m, minClusterSize)), m.rows, minClusterSize);
}

function* treeInTurns(
  m: Matrix,
  minClusterSize: number,
  keptWith?: object,
): Generator<undefined, TreeEdge[], undefined> {
  return yield* spanningTree(m, yield* keptKthNearestInTurns(m, minClusterSize - 1, keptWith));
}

function check(m: Matrix, minClusterSize: number): void {
  if (!(minClusterSize >= 2)) {
    throw new LatentuneError(`HDBSCAN's min_cluster_size must be 2 or more, not ${minClusterSize}.`);
  }
  checkFinite(m);
}

/**
 * The minimum spanning tree by mutual reachability, the largest of a pair's distance and both core distances: Prim's
 * algorithm, one row's distances at a time. Edges of equal reachability come by ascending distance.
 * @param core squared core distances
 */
function* spanningTree(m: Matrix, core: Float64Array): Generator<undefined, TreeEdge[], undefined> {
  const { rows } = m;
  const packed = packMatrix(m);
  // Rows outside of the tree are in slots 0 … outside − 1; the row that has just come in is in the slot behind them.
  const rowOf = Int32Array.from({ length: rows }, (_, slot) => slot);
  /** By slot: the best edge into the tree. Squares keep ties exact. */
  const reach = new Float64Array(rows).fill(Infinity);
  const distance = new Float64Array(rows).fill(Infinity);
  const source = new Int32Array(rows);
  const cores = Float64Array.from(core);
  const edges: TreeEdge[] = [];
  let next = rows - 1;
  for (let outside = rows - 1; outside > 0; outside--) {
    const current = moveBehind(next, outside);
    const squared = packed.squaredDistances(outside, 0, Math.ceil(outside / GROUP));
    const ownCore = core[current]!;
    next = 0;
    let [least, nearest] = [Infinity, Infinity];
    for (let slot = 0; slot < outside; slot++) {
      const between = squared[slot]!;
      const mutual = Math.max(between, ownCore, cores[slot]!);
      let best = reach[slot]!;
      if (mutual < best || (mutual === best && between < distance[slot]!)) {
        best = mutual;
        reach[slot] = mutual;
        distance[slot] = between;
        source[slot] = current;
      }
      if (best > least || (best === least && distance[slot]! >= nearest)) continue;
      [next, least, nearest] = [slot, best, distance[slot]!];
    }
    const [low, high] = [source[next]!, rowOf[next]!];
    edges.push({ low, high, distance: Math.sqrt(reach[next]!), squared: distance[next]! });
    yield;
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
    cores[slot] = cores[last]!;
    source[slot] = source[last]!;
    return row;
  }
}
