import type { ResolvedSettings } from "../../shared/contract/run.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { CachedModel } from "../steps/training/vae-training.ts";

/** A run's settings as used: nothing is left to a default. @param network the variational one, which they describe */
export function usedSettings(
  settings: RunSettings,
  { epochs, latents, klWarmup }: Pick<CachedModel, "epochs" | "latents" | "klWarmup">,
  found: Pick<ResolvedSettings, "k" | "alphas"> & Partial<Pick<ResolvedSettings, "modelWeights">>,
): ResolvedSettings {
  return { ...settings, ...found, epochs, latentDim: latents.cols, klWarmup };
}
