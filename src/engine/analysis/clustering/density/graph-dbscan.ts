import { disjointSets } from "../disjoint-sets.ts";
import { NOISE, canonicalLabels } from "../labels.ts";
import type { Control } from "../../pause.ts";
import { bestEdges } from "./edges.ts";
import { offerThroughCells } from "./join-cells.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";

/**
 * DBSCAN on the graph of neighbours. Core rows and border rows follow from the lists, which hold whoever decides; core rows
 * are joined along the lists and then, until nothing changes, with the nearest in the cells around that hold other clusters.
 * Memory N, however many rows are near each other.
 */
export async function graphDbscan(
  graph: NeighbourGraph,
  eps: number,
  minSamples: number,
  control: Control,
): Promise<Int32Array> {
  const { lists, cells } = graph;
  const { count, indices, squared } = lists;
  const rows = lists.worst.length;
  const limit = eps * eps;
  const deciding = Math.ceil(minSamples) - 1;
  const isCore =
    deciding < 1
      ? new Uint8Array(rows).fill(1)
      : Uint8Array.from(graph.kthSquared(deciding), (distance) => Number(distance <= limit));
  const sets = disjointSets(rows);
  for (let row = 0; row < rows; row++) {
    if (isCore[row] === 0) continue;
    for (let at = row * count; at < (row + 1) * count && squared[at]! <= limit; at++) {
      if (isCore[indices[at]!] === 1) sets.join(row, indices[at]!);
    }
  }
  const noCore = new Float64Array(rows);
  for (let joined = true; joined;) {
    // Rows at exactly eps are neighbours.
    const best = bestEdges(rows, limit * (1 + Number.EPSILON) + Number.MIN_VALUE);
    await offerThroughCells(cells, noCore, sets, best, control, (row) => isCore[row] === 0);
    joined = false;
    best.from.forEach((low, component) => {
      const high = best.to[component]!;
      if (low < 0 || best.reach[component]! > limit || sets.rootOf(low) === sets.rootOf(high)) return;
      sets.join(low, high);
      joined = true;
    });
  }
  const labels = Int32Array.from(isCore, (core, row) => (core === 1 ? sets.rootOf(row) : NOISE));
  for (let row = 0; row < rows; row++) {
    if (isCore[row] === 1) continue;
    // A cluster's number is its lowest core row: that order decides between clusters that share a border row.
    for (let at = row * count; at < (row + 1) * count && squared[at]! <= limit; at++) {
      const other = indices[at]!;
      if (isCore[other] === 0) continue;
      const cluster = sets.rootOf(other);
      if (labels[row] === NOISE || cluster < labels[row]!) labels[row] = cluster;
    }
  }
  return canonicalLabels(labels);
}
