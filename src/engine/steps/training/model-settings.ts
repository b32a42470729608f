import type { RunSettings } from "../../../shared/contract/settings.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { CachedNetwork } from "./cached-training.ts";
import type { CachedModel } from "./vae-training.ts";

/** What a network that stands on its own was trained with: `settings.json` beside it. Nothing is left to a default. */
export type ModelSettings = Pick<RunSettings, "seed" | "beta" | "earlyStopping" | "executionProvider"> & {
  readonly architecture: string;
  readonly epochs: number;
  readonly latentDim: number;
  readonly klWarmup: number;
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
  { seed, architecture, earlyStopping, validation, trainingSongs, executionProvider, seconds, offset }: RunSettings,
  {
    epochs,
    klWarmup,
    latents,
    drawn,
  }: Pick<CachedModel, "epochs" | "klWarmup" | "drawn"> & { readonly latents: Pick<Matrix, "cols"> },
  { kind, beta }: { readonly kind: "spectrogram" | "mlp"; readonly beta: number | null },
): ModelSettings {
  return {
    seed,
    architecture: kind === "mlp" ? "mlp" : architecture,
    epochs,
    latentDim: latents.cols,
    beta: beta ?? 0,
    klWarmup,
    earlyStopping,
    ...(validation > 0 && { validation }),
    ...(drawn && { trainingSongs }),
    ...(kind === "mlp" ? {} : { seconds, ...(offset > 0 && { offset }) }),
    executionProvider,
  };
}

/** The settings of a training of the contrastive network, as used: it has no β. */
export function contrastiveSettings(
  { seed, earlyStopping, trainingSongs, executionProvider, seconds, offset }: RunSettings,
  { epochs, latents, drawn }: Pick<CachedNetwork, "epochs" | "latents" | "drawn">,
): Omit<ModelSettings, "beta" | "klWarmup"> {
  return {
    seed,
    architecture: "contrastive",
    epochs,
    latentDim: latents.cols,
    earlyStopping,
    ...(drawn && { trainingSongs }),
    seconds,
    ...(offset > 0 && { offset }),
    executionProvider,
  };
}
