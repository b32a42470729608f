import type { EpochReport } from "../../../shared/contract/train.ts";
import type { SampleSource } from "./source.ts";
import type { OnDamaged } from "../../core/checked-file.ts";

/** What an epoch came to, without what depends on the clock. */
export type LossRecord = Omit<EpochReport, "secondsLeft">;

export interface TrainOptions {
  /** Indices of the samples that are trained on or held out, ascending: the others are only embedded. Left out: all. */
  readonly sample?: Uint32Array;
  /** Samples that the training does not see: their error stands in every epoch's record, and early stopping looks at it. */
  readonly heldOut?: SampleSource;
  /** Ends the training between two steps; a checkpoint is written first. */
  readonly signal?: AbortSignal;
  /** Trainings that run at the same time, this one among them, and share the cores. Results do not depend on it. */
  readonly atOnce?: number;
  readonly onEpoch?: (report: EpochReport) => void;
  /** Called now and then within long epochs: samples that were seen so far, of all that will be. */
  readonly onSeen?: (seen: number, total: number) => void;
  /** Called once, before the first epoch, with the epochs that a checkpoint had done already. */
  readonly onResume?: (history: readonly LossRecord[]) => void;
  /**
   * Where the training keeps its state, and how many seconds of work a crash may cost: a shorter training writes nothing unless
   * it is cancelled. The file stays after the end, until the result is stored; its owner deletes it. A file of other settings
   * or data is ignored.
   */
  readonly checkpoint?: { readonly path: string; readonly everySeconds: number; readonly onDamaged?: OnDamaged };
}
