// One module of all kernels, so that any of them can share a memory and the compiler runs once.
export * from "./adam";
export * from "./attraction";
export * from "./distances";
export * from "./fft";
export * from "./gram";
export * from "./mel";
export * from "./near-pairs";
export * from "./nearest-centres";
export * from "./resample";
export * from "./tiles";
export * from "./umap";
