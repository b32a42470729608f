/** What the reference pipeline's own scripts came to on songs30: one seed, 400 epochs, PyTorch 1.13 on 2 cores. */
interface Published {
  readonly label: string;
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly seconds: number;
}

export const PUBLISHED = {
  betaVae: { label: "the reference's β-VAE", loss: 0.1554, reconstruction: 0.1056, kl: 0.498, seconds: 1002 },
  autoencoder: { label: "the reference's autoencoder", loss: 0.0366, reconstruction: 0.0366, kl: 0, seconds: 965 },
} as const satisfies Readonly<Record<string, Published>>;
