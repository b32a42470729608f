import type { EarlyStopping } from "../models/settings.ts";

/** Early stopping, where it is asked for: 40 epochs without half a percent of improvement. */
export const EARLY_STOPPING: EarlyStopping = { patience: 40, minimumImprovement: 0.005 };
