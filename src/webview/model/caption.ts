import type { Shown } from "../data/shown.ts";
import { formatNumber } from "./format.ts";

/** How a projection is called. */
export const PROJECTION_LABELS = { tsne: "t-SNE", umap: "UMAP", pca: "PCA" } as const;

/** The parameters that a reader needs to judge a map, as the literature names them; the others are in the run's files. */
const SHOWN_PARAMETERS: Partial<Record<string, string>> = {
  perplexity: "perplexity",
  nNeighbors: "neighbours",
  minDist: "min. distance",
};

/** `β-VAE latent · t-SNE · perplexity 9.7 · trustworthiness 0.84 (5 neighbours)`. */
export function mapCaption({ representation, projection }: Shown): string {
  if (projection === null) return representation.label;
  const parameters = Object.entries(projection.parameters).flatMap(([name, value]) => {
    const label = SHOWN_PARAMETERS[name];
    return label === undefined ? [] : [`${label} ${typeof value === "number" ? formatNumber(value) : value}`];
  });
  const trust =
    projection.trustworthiness === null
      ? "trustworthiness undefined for so few songs"
      : `trustworthiness ${projection.trustworthiness.toFixed(2)} (${projection.neighbours} neighbours)`;
  return [representation.label, PROJECTION_LABELS[projection.method], ...parameters, trust].join(" · ");
}
