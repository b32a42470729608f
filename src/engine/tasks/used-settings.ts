import type { ResolvedSettings } from "../../shared/contract/run.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { CachedNetwork } from "../steps/training/cached-training.ts";

/** A run's settings as used: nothing is left to a default. @param network the variational one, which they describe, or the one in its place; null where none was trained: 0 epochs */
export function usedSettings(
  settings: RunSettings,
  network: Pick<CachedNetwork, "epochs" | "latents" | "klWarmup"> | null,
  found: Pick<ResolvedSettings, "k" | "alphas"> & Partial<Pick<ResolvedSettings, "modelWeights">>,
): ResolvedSettings {
  const { epochs = 0, klWarmup = 0, latents: { cols: latentDim } = { cols: 0 } } = network ?? {};
  return { ...settings, ...found, epochs, latentDim, klWarmup };
}
