/**
 * Names of the Easy task's two embeddings. Its table has no column for the representation, as in the reference: it stands
 * before the plus of the method.
 */
export const EASY = {
  vae: "VAE",
  pca: "PCA",
  vaeMethod: "VAE+KMeans",
  pcaMethod: "PCA+KMeans",
  /** Their maps' files. */
  maps: { VAE: "vae_latent", PCA: "pca_components" },
} as const;
