import type { RunSettings } from "../../../shared/contract/settings.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { CachedNetwork } from "./cached-training.ts";
import type { CachedModel } from "./vae-training.ts";

/** What a network that stands on its own was trained with: `settings.json` beside it. Nothing is left to a default. */
export type ModelSettings = Pick<RunSettings, "seed" | "beta" | "executionProvider"> & {
  readonly architecture: string;
  readonly epochs: number;
  readonly latentDim: number;
  readonly klWarmup: number;
  /** Of early stopping; 0 where it trained for all epochs in any case. */
  readonly patience: number;
  /** Share of the songs held out, where there are any. */
  readonly validation?: number;
  /** Of more songs than these it was trained on so many; left out where it was trained on all. */
  readonly trainingSongs?: number;
  /** Not for statistics of whole songs. */
  readonly seconds?: number;
  /** Seconds that were left out before them, where there are any. */
  readonly offset?: number;
};

/**
 * The settings of a training, as used. Settings that no training looks at, such as k, are left out.
 * @param kind a network on spectrograms of `settings.architecture`, or the MLP on statistics of whole songs
 * @param beta null for the plain autoencoder
 */
export function modelSettings(
  { seed, architecture, validation, trainingSongs, executionProvider, seconds, offset }: RunSettings,
  {
    epochs,
    klWarmup,
    patience,
    latents,
    drawn,
  }: Pick<CachedModel, "epochs" | "klWarmup" | "patience" | "drawn"> & { readonly latents: Pick<Matrix, "cols"> },
  { kind, beta }: { readonly kind: "spectrogram" | "mlp"; readonly beta: number | null },
): ModelSettings {
  return {
    seed,
    architecture: kind === "mlp" ? "mlp" : architecture,
    epochs,
    latentDim: latents.cols,
    beta: beta ?? 0,
    klWarmup,
    patience,
    ...(validation > 0 && { validation }),
    ...(drawn && { trainingSongs }),
    ...(kind === "mlp" ? {} : { seconds, ...(offset > 0 && { offset }) }),
    executionProvider,
  };
}

/** The settings of a training of the contrastive network, as used: it has no β. */
export function contrastiveSettings(
  { seed, trainingSongs, executionProvider, seconds, offset }: RunSettings,
  { epochs, patience, latents, drawn }: Pick<CachedNetwork, "epochs" | "patience" | "latents" | "drawn">,
): Omit<ModelSettings, "beta" | "klWarmup"> {
  return {
    seed,
    architecture: "contrastive",
    epochs,
    latentDim: latents.cols,
    patience,
    ...(drawn && { trainingSongs }),
    seconds,
    ...(offset > 0 && { offset }),
    executionProvider,
  };
}
