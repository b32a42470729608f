import type { Architecture } from "../../../shared/contract/train.ts";
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

/** The architectures by name. */
export const ARCHITECTURES: Readonly<Record<Architecture, ArchitectureEntry>> = {
  reference: { build: referenceModel, settings: REFERENCE_SETTINGS },
  compact: { build: compactModel, settings: COMPACT_SETTINGS },
};
