import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { ARCHITECTURES, autoencoderArchitecture } from "../../models/architectures/registry.ts";
import { CONTRASTIVE_SETTINGS } from "../../models/settings.ts";
import type { PlannedStep } from "../step.ts";

/**
 * The weights of trainings for so many epochs: what a training does once, and what it does for each song in each epoch; the
 * encoding of all songs behind it is half an epoch.
 */
export function trainingWeights({ epochs, architecture }: Pick<RunSettings, "epochs" | "architecture">) {
  const { settings: own } = ARCHITECTURES[autoencoderArchitecture(architecture)];
  return {
    autoencoder: trainingWeight(1, 18, epochs, own.epochs),
    contrastive: trainingWeight(0.5, 1, epochs, CONTRASTIVE_SETTINGS.epochs),
  };
}

function trainingWeight(once: number, inAll: number, epochs: number | null, own: number): Omit<PlannedStep, "step"> {
  const weight = once + (inAll * ((epochs ?? own) + 0.5)) / own;
  return { weight, fixed: once / weight, mostSongs: SIZES.fitSongs };
}
