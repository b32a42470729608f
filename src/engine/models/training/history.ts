import type { EpochReport } from "../../../shared/contract/train.ts";

/** What an epoch came to, without what depends on the clock. */
export type LossRecord = Omit<EpochReport, "secondsLeft">;
