import type { Approximation } from "../../../../shared/contract/scale/approximation.ts";
import { createRng } from "../../../core/rng.ts";
import { type Approximated, approximateNeighbours } from "../../neighbours/approximate.ts";
import { keeperOf, type ClusterInput } from "../method.ts";

/** Neighbours of each row, where no method needs more. */
const COUNT = 15;
/** Neighbours of all rows together at most, of 12 bytes each: longer lists are cut. */
const MOST_LISTED = 1.5e8;

/** The nearest rows of each, and the cells in which they were found. Rows are named by their numbers, cells hold slots. */
export interface NeighbourGraph extends Approximated {
  /** Squared distances of rows to the `count`-th nearest other, by row. */
  readonly kthSquared: (count: number) => Float64Array;
}

/** More than elsewhere: a missing edge joins clusters later, or not at all. */
const RECALL = 0.99;

const GRAPHS = new WeakMap<object, NeighbourGraph>();

/** The graph that methods by density share: searched once for an input, and again only where a list is too short. */
export async function neighbourGraphOf(input: ClusterInput, atLeast: number): Promise<NeighbourGraph> {
  const { matrix, seed, stream, control } = input;
  const known = GRAPHS.get(keeperOf(input));
  const wanted = Math.min(Math.max(COUNT, atLeast), matrix.rows - 1, Math.floor(MOST_LISTED / matrix.rows));
  if (known !== undefined && known.lists.count >= wanted) return known;
  const found = await approximateNeighbours(matrix, wanted, createRng(seed, "neighbours", stream), control, RECALL);
  const { count, squared } = found.lists;
  const graph: NeighbourGraph = {
    ...found,
    kthSquared: (kth) =>
      Float64Array.from({ length: matrix.rows }, (_, row) => squared[row * count + Math.min(kth, count) - 1]!),
  };
  GRAPHS.set(keeperOf(input), graph);
  return graph;
}

/** What is said of a clustering on the graph. */
export function onGraph(
  kind: "dbscan" | "hdbscan",
  { lists: { count }, recall: { value } }: NeighbourGraph,
): Approximation {
  const text = `On the graph of the ${count} nearest neighbours of each song, and between the nearest groups of songs.`;
  return { kind, text, measure: { name: `recall@${count}`, value } };
}
