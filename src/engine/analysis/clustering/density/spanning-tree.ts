import { type DisjointSets, disjointSets } from "../disjoint-sets.ts";
import type { Merge } from "../linkage.ts";
import type { NearestLists } from "../../neighbours/lists.ts";
import { type Control, createPause } from "../../pause.ts";
import { type BestEdges, bestEdges, offerEdge } from "./edges.ts";
import { offerThroughCells } from "./join-cells.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";

/** A merge with what decides between equal reachabilities. */
export interface TreeEdge extends Merge {
  readonly squared: number;
}

/**
 * A spanning tree of least mutual reachability on the graph of neighbours (Borůvka's algorithm: every component takes its best
 * edge, again and again). Where the graph falls into parts, the edges between near cells join them.
 * @param core squared core distances by row
 */
export async function graphSpanningTree(
  { lists, cells }: NeighbourGraph,
  core: Float64Array,
  control: Control,
): Promise<TreeEdge[]> {
  const rows = core.length;
  const sets = disjointSets(rows);
  const edges: TreeEdge[] = [];
  /** Rows all of whose neighbours are in their component. */
  const inside = new Uint8Array(rows);
  while (edges.length < rows - 1) {
    const best = bestEdges(rows);
    await offerNeighbours(lists, core, sets, inside, best, control);
    if (take(best, sets, edges) > 0) continue;
    await offerThroughCells(cells, core, sets, best, control);
    // Distances that overflow are no edges.
    if (take(best, sets, edges) === 0) joinInOrder(rows, sets, edges);
  }
  return edges.sort((a, b) => a.squared - b.squared);
}

async function offerNeighbours(
  { count, indices, squared }: NearestLists,
  core: Float64Array,
  sets: DisjointSets,
  inside: Uint8Array,
  best: BestEdges,
  { signal }: Control,
): Promise<void> {
  const pause = createPause({ signal });
  for (let row = 0; row < core.length; row++) {
    if (inside[row] === 1) continue;
    const own = sets.rootOf(row);
    let leaves = false;
    for (let at = row * count; at < (row + 1) * count; at++) {
      const other = indices[at]!;
      const theirs = sets.rootOf(other);
      if (theirs === own) continue;
      leaves = true;
      const between = squared[at]!;
      const reach = Math.max(between, core[row]!, core[other]!);
      offerEdge(best, own, reach, between, row, other);
      offerEdge(best, theirs, reach, between, row, other);
    }
    if (!leaves) inside[row] = 1;
    if (row % 1024 === 0) await pause(0);
  }
}

/** Joins components by their best edges; returns how many joined. */
function take(best: BestEdges, sets: DisjointSets, edges: TreeEdge[]): number {
  const before = edges.length;
  for (let component = 0; component < best.reach.length; component++) {
    const [low, high, reach] = [best.from[component]!, best.to[component]!, best.reach[component]!];
    if (low < 0 || sets.rootOf(low) === sets.rootOf(high)) continue;
    sets.join(low, high);
    edges.push({ low, high, distance: Math.sqrt(reach), squared: best.squared[component]! });
  }
  return edges.length - before;
}

function joinInOrder(rows: number, sets: DisjointSets, edges: TreeEdge[]): void {
  for (let row = 1; row < rows; row++) {
    if (sets.rootOf(row) === sets.rootOf(0)) continue;
    sets.join(0, row);
    edges.push({ low: 0, high: row, distance: Infinity, squared: Infinity });
  }
}
