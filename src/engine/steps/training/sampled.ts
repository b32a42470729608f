import { countOf, formatNumber } from "../../../shared/format.ts";
import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import type { LossRecord } from "../../models/training/options.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";

/** Of how many songs how many are drawn for a training. */
export interface DrawnSongs {
  readonly songs: number;
  readonly of: number;
}

/**
 * How many samples a training on drawn songs sees, each as often as it is: so that it takes hours on a laptop, whatever the
 * number of songs. A step of the reference's layers takes far longer than of the others'.
 */
export const SAMPLES_SEEN = {
  compact: 1_000_000,
  reference: 100_000,
  contrastive: 1_000_000,
  mlp: 10_000_000,
} as const;

/** The share of the drawn songs that is held out, and the most: on so many the error is known well enough. */
const HELD_OUT = { share: 0.1, most: 2000, fewest: 2 } as const;

/**
 * What a training on drawn songs has in the place of fixed epochs: as many as see the budget of samples, at most its own.
 * @param drawn left out where it trains on all songs
 * @param own the epochs of a training on all songs
 */
export function epochsAndValidation(
  { epochs, validation }: Pick<RunSettings, "epochs" | "validation">,
  { drawn, own, seen }: { readonly drawn: number | undefined; readonly own: number; readonly seen: number },
): { readonly epochs: number; readonly validation?: number } {
  if (drawn === undefined) return { epochs: epochs ?? own, ...(validation > 0 && { validation }) };
  const { share, most, fewest } = HELD_OUT;
  const held = validation > 0 ? validation : Math.min(0.5, Math.max(Math.min(share, most / drawn), fewest / drawn));
  const trainedOn = drawn - Math.round(held * drawn);
  return { epochs: epochs ?? Math.min(own, Math.max(1, Math.round(seen / trainedOn))), validation: held };
}

/** What a reader must know of a network that has seen a sample only. @param final its last epoch */
export function trainingApproximation(
  { songs, of }: DrawnSongs,
  { heldOut, seen, final }: { readonly heldOut: number; readonly seen: number; readonly final: LossRecord },
): Approximation {
  const { validation: value, reconstruction } = final;
  return {
    kind: "training",
    text:
      `Trained on ${formatNumber(songs - heldOut)} of ${formatNumber(of)} songs, drawn by the seed: ` +
      `${formatNumber(seen)} samples seen, ${countOf(heldOut, "more song")} held out; then all songs were encoded.`,
    measure:
      value === undefined ? null : { name: reconstruction === undefined ? "held-out loss" : "held-out MSE", value },
  };
}
