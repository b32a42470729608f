import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import type { Neighbours } from "../neighbours/lists.ts";
import type { Control } from "../pause.ts";

export interface ProjectSettings {
  readonly seed: number;
  /** Names the random stream beside the seed, such as the representation's name. */
  readonly name?: string;
  /** t-SNE; default: the reference's max(2, min(10, (N − 1) / 3)). */
  readonly perplexity?: number;
  /** t-SNE; default 1000, above `exactRows` 750. */
  readonly iterations?: number;
  /** UMAP; default min(15, N − 1). */
  readonly nNeighbors?: number;
  /** UMAP; default 0.1. */
  readonly minDist?: number;
  /** From where on what runs; see `SIZES`. */
  readonly exactRows?: number;
  readonly landmarkRows?: number;
}

/** What a method is given: N ≥ 3 rows. */
export interface ProjectionInput {
  /** N × d principal components. */
  readonly components: Matrix;
  /** The first two of them, N × 2. */
  readonly start: Float64Array;
  readonly settings: ProjectSettings;
  readonly rng: Rng;
  /** The k nearest other rows of every row, of the components or of some of their rows. */
  readonly nearest: (k: number, some?: Matrix) => Promise<Neighbours>;
  readonly control: Control;
}

export interface Layout {
  /** N × 2, row-major. */
  readonly coordinates: Float64Array;
  /** What the method was run with and came to, for captions and `run.json`. */
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly approximations?: readonly Approximation[];
}

/** Draws a representation in two dimensions; described in the contract's `PROJECTIONS`. */
export type ProjectionMethod = (input: ProjectionInput) => Layout | Promise<Layout>;
