export { describeProjection, project, type Projection } from "./project.ts";
export type { ProjectSettings } from "./method.ts";
export { trustworthiness, type Trustworthiness } from "./trustworthiness.ts";
export { tsne, type TsneResult, type TsneSettings } from "./tsne.ts";
export { umap, type UmapResult, type UmapSettings } from "./umap.ts";
export type { Control } from "../pause.ts";
