import type { RunSettings } from "../contract/settings.ts";

/** What clustering methods look at, beside k and the seed. */
export const METHOD_SETTINGS = [
  "dbscanEps",
  "dbscanMinSamples",
  "hdbscanMinClusterSize",
  "spectralNeighbours",
] as const satisfies readonly (keyof RunSettings)[];

/** The weights of a β-sweep: the reference's. */
export const SWEEP_BETAS: readonly number[] = [0, 0.1, 1, 4, 10];

/** What only networks with a decoder look at. */
export const AUTOENCODER_SETTINGS = [
  "latentDim",
  "beta",
  "klWarmup",
  "validation",
] as const satisfies readonly (keyof RunSettings)[];
