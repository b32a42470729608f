import type { Projection, ProjectionMethod } from "./project.ts";

/** A representation's pictures in two dimensions, by method. */
export interface ProjectedRepresentation {
  readonly name: string;
  readonly projections: Readonly<Partial<Record<ProjectionMethod, Projection>>>;
}

/** A representation's maps, in the order in which they were made. */
export function projectionsOf({ projections }: ProjectedRepresentation): Projection[] {
  return Object.values(projections);
}
