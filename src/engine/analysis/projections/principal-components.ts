import type { Layout, ProjectionInput } from "./method.ts";

/** The first two principal components themselves. */
export function projectByComponents({ components, start }: Pick<ProjectionInput, "components" | "start">): Layout {
  return { coordinates: start, parameters: { components: Math.min(2, components.cols) } };
}
