import type { Layout } from "./method.ts";

export interface TsneSettings {
  readonly perplexity: number;
  /** Gradient steps in all; default 1000, above `exactRows` 750. */
  readonly iterations?: number;
  readonly earlyExaggeration?: number;
  /** Steps with exaggerated attraction and the low momentum. */
  readonly exaggerationIterations?: number;
  /** Default: max(N / earlyExaggeration / 4, 50) (Belkina et al. 2019, for gradients with their factor 4). */
  readonly learningRate?: number;
  /** Barnes–Hut angle, 0 ≤ θ < 0.7. */
  readonly theta?: number;
  /** Descents from the start, each shaken differently, of which the best is kept; default 5 up to 256 points, else 1. */
  readonly restarts?: number;
  /** Above so many rows the repulsion is interpolated, and the descent is openTSNE's; default `SIZES.treeRows`. */
  readonly treeRows?: number;
  /** Above so many rows it is openTSNE's also in its number of steps, and interpolates in any case; default `SIZES.exactRows`. */
  readonly exactRows?: number;
}

export interface TsneResult extends Pick<Layout, "coordinates"> {
  /** KL(P ‖ Q) in nats at the end, without exaggeration. */
  readonly klDivergence: number;
  readonly iterations: number;
  readonly learningRate: number;
  readonly restarts: number;
  readonly method: "exact" | "barnes-hut" | "interpolation";
}
