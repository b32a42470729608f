import { createRng } from "../../../core/rng.ts";
import { createPause } from "../../pause.ts";
import { keeperOf, type ClusteringMethod } from "../method.ts";
import { wardAtSize } from "./at-size.ts";

export const WARD: ClusteringMethod = {
  label: "Ward",
  marksNoise: false,
  needsK: true,
  settings: [],
  variants: () => [
    {
      method: "agglomerative_ward",
      label: "Ward",
      drawn: true,
      run: async (input) => {
        const { matrix, k, seed, stream, control = {} } = input;
        const options = { k, rng: createRng(seed, "ward", stream), keptWith: keeperOf(input) };
        return { ...(await wardAtSize(matrix, options, createPause(control))), parameters: { k } };
      },
    },
  ],
};
