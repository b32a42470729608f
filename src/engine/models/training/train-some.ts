import type { TrainSettings } from "../settings.ts";
import { holdOut } from "./hold-out.ts";
import type { Objective } from "./objective.ts";
import type { TrainOptions } from "./options.ts";
import { someSamples, type SampleSource } from "./source.ts";
import { train, type TrainingOutcome } from "./train.ts";

/**
 * Trains on the samples of the options, or on all, less those that the settings hold out.
 * @returns with the samples that were held out, as indices of the source, ascending
 * @throws as {@link train}
 */
export async function trainSome(
  objective: Objective,
  source: SampleSource,
  settings: TrainSettings,
  { sample, ...options }: TrainOptions = {},
): Promise<TrainingOutcome & { readonly heldOut: Uint32Array }> {
  const chosen = sample === undefined ? source : someSamples(source, sample);
  const { validation = 0, seed } = settings;
  if (validation === 0) return { ...(await train(objective, chosen, settings, options)), heldOut: new Uint32Array(0) };
  const { training, heldOut } = holdOut(chosen, validation, seed);
  const outcome = await train(objective, someSamples(chosen, training), settings, {
    ...options,
    heldOut: someSamples(chosen, heldOut),
  });
  return { ...outcome, heldOut: sample === undefined ? heldOut : heldOut.map((index) => sample[index]!) };
}
