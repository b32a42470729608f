import type { ProjectionName } from "../../../shared/contract/projections.ts";
import type { Projection } from "./project.ts";

/** A representation's pictures in two dimensions, by method, in the order in which they were made. */
export interface ProjectedRepresentation {
  readonly name: string;
  readonly projections: Readonly<Partial<Record<ProjectionName, Projection>>>;
}
