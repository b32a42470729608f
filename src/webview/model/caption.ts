import { projectionCaption } from "../../shared/contract/projections.ts";
import type { Shown } from "../data/shown.ts";

/** `β-VAE latent · t-SNE · perplexity 9.67 · trustworthiness 0.84 (5 neighbours)`. */
export function mapCaption({ representation, projection }: Shown): string {
  return projection === null ? representation.label : `${representation.label} · ${projectionCaption(projection)}`;
}
