import { createRng } from "../../../core/rng.ts";
import { kmeansOf } from "../kmeans/method.ts";
import { clusterCount } from "../labels.ts";
import type { ClusterInput, ClusteringMethod, MethodVariant, Partition } from "../method.ts";
import { mixtureAtSize } from "./at-size.ts";
import { least } from "../../../../shared/extremes.ts";

/** Both mixtures start from the partition of K-Means and improve it once: more starts would find components of one song. */
export const MIXTURE_DIAGONAL: ClusteringMethod = {
  label: "Gaussian mixture (diagonal)",
  marksNoise: false,
  needsK: true,
  settings: [],
  variants: () => [
    {
      method: "gmm_diag",
      label: "Gaussian mixture (diagonal)",
      drawn: false,
      run: (input) => mixed(input, "diagonal"),
    },
  ],
};

export const MIXTURE_FULL: ClusteringMethod = {
  label: "Gaussian mixture (full)",
  marksNoise: false,
  needsK: true,
  settings: [],
  variants: (): MethodVariant[] => [
    { method: "gmm_full", label: "Gaussian mixture (full)", drawn: false, run: (input) => mixed(input, "full") },
  ],
};

async function mixed(input: ClusterInput, covariance: "diagonal" | "full"): Promise<Partition> {
  const { matrix, k, seed, stream, control = {} } = input;
  const start = (await kmeansOf(input)).labels;
  const rng = createRng(seed, "mixture", stream);
  const mixture = await mixtureAtSize(matrix, { covariance, start, k, rng, control });
  const parameters = { k };
  if (mixture === null) {
    const note = "The values are too large for the regularisation of 10⁻⁶: the clusters are those of K-Means.";
    return { labels: start, parameters, note };
  }
  const { labels, bic, approximations } = mixture;
  const fewest = covariance === "full" ? matrix.cols + 1 : 2;
  const isThin = clusterCount(labels) < k || smallest(labels) < fewest;
  const than = covariance === "full" ? "no more songs than the representation has dimensions" : "one song or none";
  return {
    labels,
    parameters,
    bic,
    ...(approximations && { approximations }),
    ...(isThin
      ? {
          note: `Clusters have ${than}: only the regularisation keeps their covariances from being singular, so that songs stay where K-Means put them, and the BIC says little.`,
        }
      : {}),
  };
}

/** The size of the smallest cluster. */
function smallest(labels: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return least(sizes.values());
}
