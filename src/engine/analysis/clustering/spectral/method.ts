import type { ClusteringMethod } from "../method.ts";
import { spectralAtSize } from "./at-size.ts";

export const SPECTRAL: ClusteringMethod<"spectralNeighbours"> = {
  label: "Spectral clustering",
  marksNoise: false,
  needsK: true,
  settings: ["spectralNeighbours"],
  variants: ({ spectralNeighbours }) => [
    {
      method: "spectral",
      label: "Spectral clustering",
      drawn: false,
      async run(input) {
        const { neighbours, ...clusters } = await spectralAtSize(input, spectralNeighbours);
        const { k } = input;
        return {
          ...clusters,
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
