import type { Architecture } from "../../../shared/contract/train.ts";
import { UsageError } from "../../core/errors.ts";
import { compactModel } from "./compact.ts";
import { referenceModel } from "./reference.ts";
import { COMPACT_SETTINGS, REFERENCE_SETTINGS, type VaeSettings } from "../settings.ts";
import type { VaeModel } from "./vae.ts";

/** An architecture for log-mel spectrograms and the settings that it trains well with. */
export interface ArchitectureEntry {
  /** @param sampleShape (1, bands, frames) */
  readonly build: (sampleShape: readonly [number, number, number], latentDim: number) => VaeModel;
  readonly settings: VaeSettings;
}

/** An architecture that has a β-VAE and an autoencoder. */
export type AutoencoderArchitecture = Exclude<Architecture, "contrastive">;

/** The architectures of networks with a decoder, by name. */
export const ARCHITECTURES: Readonly<Record<AutoencoderArchitecture, ArchitectureEntry>> = {
  reference: { build: referenceModel, settings: REFERENCE_SETTINGS },
  compact: { build: compactModel, settings: COMPACT_SETTINGS },
};

/** @throws {UsageError} for the contrastive network, which has no decoder. */
export function autoencoderArchitecture(architecture: Architecture): AutoencoderArchitecture {
  if (architecture !== "contrastive") return architecture;
  throw new UsageError("With --architecture contrastive there is no β-VAE and no autoencoder.", {
    remedy: "Choose --architecture compact or reference.",
  });
}
