import type { Matrix } from "../../../core/matrix.ts";
import type { Rng } from "../../../core/rng.ts";
import type { Control } from "../../pause.ts";
import { checkClusterCount, checkFinite } from "../checks.ts";
import { kmeans } from "../kmeans/kmeans.ts";
import { spectralEmbedding } from "./embedding.ts";
import { neighbourGraph } from "./graph.ts";

export interface SpectralOptions {
  readonly k: number;
  /** Nearest rows that are joined with each, the row itself counted. */
  readonly neighbours: number;
  readonly rng: Rng;
  readonly control?: Control;
}

export interface SpectralClusters {
  readonly labels: Int32Array;
  /** As asked for, or more where the graph would have fallen into more parts than clusters. */
  readonly neighbours: number;
}

/**
 * Spectral clustering (Shi & Malik, IEEE PAMI 22, 2000; von Luxburg, Statistics and Computing 17, 2007), as scikit-learn's
 * SpectralClustering with affinity="nearest_neighbors" and assign_labels="kmeans": K-Means on the eigenvectors of the graph of
 * nearest neighbours. O(rows² · columns).
 *
 * @throws {LatentuneError} for k outside 1 … rows, or a value that is not finite. @throws {CancelledError}
 */
export async function spectralClusters(
  m: Matrix,
  { k, neighbours, rng, control = {} }: SpectralOptions,
): Promise<SpectralClusters> {
  checkFinite(m);
  checkClusterCount(k, m.rows);
  const graph = await neighbourGraph(m, neighbours, k, control);
  const embedding = await spectralEmbedding(graph.weights, k, rng, control);
  return { labels: kmeans(embedding, { k, rng }).labels, neighbours: graph.neighbours };
}
