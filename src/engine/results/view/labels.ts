const METHODS: Readonly<Record<string, string>> = {
  kmeans: "K-Means",
  agglomerative_ward: "Ward",
  dbscan_knee: "DBSCAN, ε from the knee",
  "VAE+KMeans": "K-Means",
  "PCA+KMeans": "K-Means",
};

/** What a person reads for a method's name. */
export function methodLabel(method: string): string {
  const eps = /^dbscan_eps(.+)$/.exec(method)?.[1];
  return METHODS[method] ?? (eps === undefined ? method : `DBSCAN, ε = ${eps}`);
}
