import { createRng } from "../../../core/rng.ts";
import { checkClusterCount, checkFinite } from "../checks.ts";
import { kmeans } from "../kmeans/kmeans.ts";
import type { ClusteringMethod } from "../method.ts";
import { spectralEmbedding } from "./embedding.ts";
import { neighbourGraph } from "./graph.ts";

/** The nearest neighbours of all rows take N² · columns time: of this many rows of 32 columns about two minutes. */
const LIMIT = 50_000;

/**
 * Spectral clustering (Shi & Malik, IEEE PAMI 22, 2000; von Luxburg, Statistics and Computing 17, 2007), as scikit-learn's
 * SpectralClustering with affinity="nearest_neighbors" and assign_labels="kmeans": K-Means on the eigenvectors of the graph of
 * nearest neighbours.
 */
export const SPECTRAL: ClusteringMethod<"spectralNeighbours"> = {
  label: "Spectral clustering",
  limit: LIMIT,
  marksNoise: false,
  settings: ["spectralNeighbours"],
  variants: ({ spectralNeighbours }) => [
    {
      method: "spectral",
      label: "Spectral clustering",
      drawn: false,
      async run({ matrix, k, seed, stream, control = {} }) {
        checkFinite(matrix);
        checkClusterCount(k, matrix.rows);
        const { weights, neighbours } = await neighbourGraph(matrix, spectralNeighbours, k, control);
        const rng = createRng(seed, "spectral", stream);
        const embedding = await spectralEmbedding(weights, k, rng, control);
        return {
          labels: kmeans(embedding, { k, rng }).labels,
          parameters: { k },
          ...(neighbours > spectralNeighbours
            ? {
                note: `The graph of the ${spectralNeighbours} nearest songs falls into more parts than ${k} clusters: the ${neighbours} nearest were taken.`,
              }
            : {}),
        };
      },
    },
  ],
};
