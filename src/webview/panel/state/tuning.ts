import type { Tuning, Weights } from "../../../shared/contract/panel/tuning.ts";
import { integer, isRecord, maybe, savedGroup, type Field } from "../../base/saved-group.ts";

/** What the tune strip changes of the clustering that is shown; null: as the run has it. */
export type TuningChoice = { readonly [Name in keyof Required<Tuning>]: Required<Tuning>[Name] | null };

export const NOT_TUNED: TuningChoice = { k: null, eps: null, minSamples: null, minClusterSize: null, weights: null };

/** A finite number of 0 or more. */
const amount: Field<number> = { fresh: 0, accepts: (value) => Number.isFinite(value) && (value as number) >= 0 };

/** Parameters go with the run: of another one nothing is changed. */
export const TUNING = savedGroup<TuningChoice>(
  "tuning",
  {
    k: maybe(integer),
    eps: maybe(amount),
    minSamples: maybe(integer),
    minClusterSize: maybe(integer),
    weights: maybe<Weights>({
      fresh: { audio: 1, lyrics: 1, genre: 0 },
      accepts: (value) => isRecord(value) && ["audio", "lyrics", "genre"].every((key) => amount.accepts(value[key])),
    }),
  },
  (tuning, { sameRun }) => (sameRun ? tuning : NOT_TUNED),
);

/** What is changed, as the engine is asked for it; null where nothing is. */
export function tuningOf(choice: TuningChoice): Tuning | null {
  const changed = Object.entries(choice).filter(([, value]) => value !== null);
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
