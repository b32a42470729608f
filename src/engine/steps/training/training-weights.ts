import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { ARCHITECTURES, autoencoderArchitecture } from "../../models/architectures/registry.ts";
import { CONTRASTIVE_SETTINGS } from "../../models/settings.ts";
import type { PlannedStep } from "../step.ts";

type Trained = Pick<RunSettings, "epochs" | "architecture">;

/**
 * The weight of a training for so many epochs: what it does once, and what it does for each song in each epoch; the encoding of
 * all songs behind it is half an epoch.
 * @throws {UsageError} for the contrastive architecture, which has no autoencoder.
 */
export function autoencoderWeight({ epochs, architecture }: Trained): Omit<PlannedStep, "step"> {
  return trainingWeight(1, 18, epochs, ARCHITECTURES[autoencoderArchitecture(architecture)].settings.epochs);
}

/** As {@link autoencoderWeight}, of the contrastive network, which every architecture has. */
export function contrastiveWeight({ epochs }: Trained): Omit<PlannedStep, "step"> {
  return trainingWeight(0.5, 1, epochs, CONTRASTIVE_SETTINGS.epochs);
}

function trainingWeight(once: number, inAll: number, epochs: number | null, own: number): Omit<PlannedStep, "step"> {
  const weight = once + (inAll * ((epochs ?? own) + 0.5)) / own;
  return { weight, fixed: once / weight, mostSongs: SIZES.fitSongs };
}
