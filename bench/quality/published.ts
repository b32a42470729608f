/** What the reference pipeline's own scripts came to on songs30: one seed, 400 epochs, PyTorch 1.13 on 2 cores. */
export interface Published {
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly seconds: number;
  /** The better of its methods by genre. */
  readonly method: string;
  readonly nmiGenre: number;
  readonly ariGenre: number;
  readonly purityGenre: number;
}

export const PUBLISHED: Readonly<Record<"betaVae" | "autoencoder", Published>> = {
  betaVae: {
    loss: 0.1554,
    reconstruction: 0.1056,
    kl: 0.498,
    seconds: 1002,
    method: "agglomerative_ward",
    nmiGenre: 0.554,
    ariGenre: 0.35,
    purityGenre: 0.733,
  },
  autoencoder: {
    loss: 0.0366,
    reconstruction: 0.0366,
    kl: 0,
    seconds: 965,
    method: "kmeans",
    nmiGenre: 0.466,
    ariGenre: 0.257,
    purityGenre: 0.633,
  },
};
