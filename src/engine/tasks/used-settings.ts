import type { ResolvedSettings } from "../../shared/contract/run.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { CachedNetwork } from "../steps/training/cached-training.ts";

/** A run's settings as used: nothing is left to a default. @param network the variational one, which they describe, or the one in its place */
export function usedSettings(
  settings: RunSettings,
  { epochs, latents, klWarmup }: Pick<CachedNetwork, "epochs" | "latents" | "klWarmup">,
  found: Pick<ResolvedSettings, "k" | "alphas"> & Partial<Pick<ResolvedSettings, "modelWeights">>,
): ResolvedSettings {
  return { ...settings, ...found, epochs, latentDim: latents.cols, klWarmup };
}
