import type { ProjectionName } from "../../../shared/contract/projections.ts";
import type { ProjectionMethod } from "./method.ts";
import { projectByComponents } from "./principal-components.ts";
import { projectByTsne } from "./tsne.ts";
import { projectByUmap } from "./umap.ts";

/** How each of the contract's projections is computed. */
export const PROJECTION_METHODS: Readonly<Record<ProjectionName, ProjectionMethod>> = {
  tsne: projectByTsne,
  umap: projectByUmap,
  pca: projectByComponents,
};
