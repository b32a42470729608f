import type { EngineProcess } from "../engine/process.ts";
import { unsupportedReason } from "../engine/platform.ts";

/** A browser has no processes. */
export function forkEngine(): EngineProcess {
  throw new Error(unsupportedReason());
}
