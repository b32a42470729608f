import { UMAP } from "umap-js";
import type { Rng } from "../core/rng.ts";
import type { Neighbours } from "./neighbours.ts";
import { createPace, type Control } from "./pace.ts";

export interface UmapSettings {
  readonly minDist?: number;
  /** Default: umap-learn's, 500 up to 10,000 rows and 200 above. */
  readonly epochs?: number;
}

export interface UmapResult {
  /** N × 2, row-major. */
  readonly coordinates: Float64Array;
  readonly epochs: number;
}

/** The width of the square in which umap-learn starts. */
const START_WIDTH = 10;

/** The other rows among a point's n_neighbors: UMAP counts the point itself as its own first neighbour. */
export function neighboursForUmap(rows: number, nNeighbors: number): number {
  return Math.min(nNeighbors, rows - 1) - 1;
}

export async function umap(
  neighbours: Neighbours,
  start: Float64Array,
  { minDist = 0.1, epochs }: UmapSettings,
  rng: Rng,
  control: Control = {},
): Promise<UmapResult> {
  const { rows, count } = neighbours;
  const nEpochs = epochs ?? (rows <= 10_000 ? 500 : 200);
  const layout = new UMAP({ nComponents: 2, nNeighbors: count + 1, minDist, nEpochs, random: () => rng.uniform() });
  layout.setPrecomputedKNN(
    Array.from({ length: rows }, (_, row) => [row, ...neighbours.indices.subarray(row * count, (row + 1) * count)]),
    Array.from({ length: rows }, (_, row) => [0, ...neighbours.distances.subarray(row * count, (row + 1) * count)]),
  );
  // With neighbours given, the library reads only the number of rows from its input.
  layout.initializeFit(Array.from({ length: rows }, () => []));
  const embedding = layout.getEmbedding();
  placeAtStart(embedding, start, rng);
  const pace = createPace(control);
  for (let epoch = 0; epoch < nEpochs; epoch++) {
    layout.step();
    await pace(epoch / nEpochs);
  }
  return { coordinates: Float64Array.from(layout.getEmbedding().flat()), epochs: nEpochs };
}

function placeAtStart(embedding: number[][], start: Float64Array, rng: Rng): void {
  const largest = start.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = largest > 0 ? START_WIDTH / largest : 0;
  embedding.forEach((point, row) => {
    point[0] = start[2 * row]! * scale + 1e-4 * rng.normal();
    point[1] = start[2 * row + 1]! * scale + 1e-4 * rng.normal();
  });
}
