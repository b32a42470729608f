import type { Tensors } from "../../nn/index.ts";
import type { SampleSource } from "./source.ts";

/** Has one owner, who releases it. */
export interface CondensedSource extends SampleSource {
  release(): Promise<void>;
}

/** The way from a network to the same one on samples of fewer numbers, and back. */
export interface Condensation {
  /** The samples of a source as that network takes them. */
  samples(source: SampleSource): Promise<CondensedSource>;
  /** That network's weights as those of the whole one. */
  expand(weights: Tensors): Tensors;
}
