import { createRng } from "../../../core/rng.ts";
import { createPause } from "../../pause.ts";
import type { ClusteringMethod, ClusterInput } from "../method.ts";
import { kmeansAtSize, type SizedKMeansRun } from "./at-size.ts";

export const KMEANS: ClusteringMethod = {
  label: "K-Means",
  marksNoise: false,
  needsK: true,
  settings: [],
  variants: () => [
    {
      method: "kmeans",
      label: "K-Means",
      drawn: true,
      run: async (input) => {
        const { labels, approximations } = await kmeansOf(input);
        return { labels, parameters: { k: input.k }, ...(approximations && { approximations }) };
      },
    },
  ],
};

const RUNS = new WeakMap<ClusterInput, SizedKMeansRun>();

/** K-Means' row of the metrics table, which other methods start from: computed once for an input. */
export async function kmeansOf(input: ClusterInput): Promise<SizedKMeansRun> {
  const { matrix, k, seed, stream, control } = input;
  const options = { k, rng: createRng(seed, "kmeans", stream) };
  const run = RUNS.get(input) ?? (await kmeansAtSize(matrix, options, createPause(control ?? {})));
  RUNS.set(input, run);
  return run;
}
