import type { Rng } from "../../core/rng.ts";
import { fuzzyGraph } from "./fuzzy-graph.ts";
import type { Layout } from "./method.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import { fitUmapCurve } from "./umap-curve.ts";
import { createUmapDescent, PARTS } from "./umap-descent.ts";

export interface UmapSettings {
  /** Default 0.1. */
  readonly minDist?: number;
  /** Default: umap-learn's, 500 up to 10,000 rows and 200 above. */
  readonly epochs?: number;
  /** The learning rate of the first epoch; default 1. */
  readonly rate?: number;
}

export interface UmapResult extends Pick<Layout, "coordinates"> {
  readonly epochs: number;
}

/** Half the width of the square in which umap-learn starts. */
const START_EXTENT = 10;
const START_NOISE = 1e-4;

/** The other rows among a point's n_neighbors: UMAP counts the point itself as its own first neighbour. */
export function neighboursForUmap(rows: number, nNeighbors: number): number {
  return Math.max(1, Math.min(nNeighbors, rows) - 1);
}

/**
 * UMAP in two dimensions (McInnes, Healy & Melville 2018) of a neighbour graph: stochastic gradient descent on the edges of
 * the fuzzy graph, each as often as its weight says, with five random points pushed away per edge; umap-learn's schedule
 * and constants. On one thread, so that a seed gives the same picture every time.
 * @param start N × 2, usually the first two principal components; scaled here to ±10 and shaken a little.
 */
export async function umap(
  neighbours: Neighbours,
  start: Float64Array,
  settings: UmapSettings,
  rng: Rng,
  control: Control = {},
): Promise<UmapResult> {
  return optimise(neighbours, scaleStart(start, rng), settings, rng, control);
}

/** The same from points that have their places: they are neither scaled nor shaken. */
export async function optimise(
  neighbours: Neighbours,
  points: Float64Array,
  { minDist = 0.1, epochs = neighbours.rows <= 10_000 ? 500 : 200, rate = 1 }: UmapSettings,
  rng: Rng,
  control: Control,
): Promise<UmapResult> {
  const graph = await fuzzyGraph(neighbours, control);
  const descent = createUmapDescent(graph, points, fitUmapCurve(minDist), epochs, rng);
  const pause = createPause(control);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let part = 0; part < PARTS; part++) {
      descent.run(epoch, rate * (1 - epoch / epochs), part);
      await pause((epoch + part / PARTS) / epochs);
    }
  }
  return { coordinates: Float64Array.from(descent.points), epochs };
}

function scaleStart(start: Float64Array, rng: Rng): Float64Array {
  const largest = start.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = largest > 0 ? START_EXTENT / largest : 0;
  return start.map((value) => value * scale + START_NOISE * rng.normal());
}
