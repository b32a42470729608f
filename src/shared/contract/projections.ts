import { formatNumber } from "../format.ts";

/** A method that draws a representation in two dimensions. */
export interface ProjectionDescription {
  /** In files and messages. */
  readonly name: string;
  /** For people, on axes too. */
  readonly label: string;
  /** The parameters that a reader needs to judge a map, as captions name them; the others are in the run's files. */
  readonly shown: Readonly<Record<string, string>>;
}

/** The methods, the preferred ones first. What each computes is in the engine's `analysis/projections/project.ts`. */
export const PROJECTIONS = [
  { name: "tsne", label: "t-SNE", shown: { perplexity: "perplexity", klDivergence: "KL divergence" } },
  { name: "umap", label: "UMAP", shown: { nNeighbors: "neighbours", minDist: "min. distance" } },
  { name: "pca", label: "PCA", shown: {} },
] as const satisfies readonly ProjectionDescription[];

export type ProjectionName = (typeof PROJECTIONS)[number]["name"];

export function projectionLabel(method: ProjectionName): string {
  return describedBy(method).label;
}

/** How a map was made, and how far it can be trusted. */
export interface ProjectionFacts {
  readonly method: ProjectionName;
  /** Such as perplexity; for the caption. */
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Share of neighbourhoods kept, 0 to 1 (Venna & Kaski 2001); null where it is undefined for so few songs. */
  readonly trustworthiness: number | null;
  readonly neighbours: number;
}

/** `t-SNE · perplexity 9.67 · KL divergence 0.123 · trustworthiness 0.94 (5 neighbours)`, for a map's caption. */
export function projectionCaption({ method, parameters, trustworthiness, neighbours }: ProjectionFacts): string {
  const { label, shown } = describedBy(method);
  // A setting has the digits that it was given: 0.1, not 0.100.
  const values = Object.entries(shown).flatMap(([key, name]) => {
    const value = parameters[key];
    return value === undefined ? [] : [`${name} ${typeof value === "number" ? Number(value.toPrecision(3)) : value}`];
  });
  const trust =
    trustworthiness === null
      ? "trustworthiness undefined for so few songs"
      : `trustworthiness ${formatNumber(trustworthiness)} (${neighbours} neighbours)`;
  return [label, ...values, trust].join(" · ");
}

function describedBy(method: ProjectionName): ProjectionDescription {
  return PROJECTIONS.find(({ name }) => name === method)!;
}
