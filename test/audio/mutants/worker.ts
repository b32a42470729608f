import { serveJobs } from "../../../src/engine/core/executor-worker.ts";
import { judgeMutant, type MutantJob, type MutantResult } from "./judge-mutant.ts";
import { originalSounds } from "./originals.ts";

/** A mutant to make of the sounds of a folder. */
export interface MutantOrder extends Omit<MutantJob, "originals"> {
  readonly fixtures: string;
  readonly sounds: "in process" | "others" | "all";
}

let made: ReturnType<typeof originalSounds> | undefined;

serveJobs(({ fixtures, sounds, ...job }: MutantOrder): Promise<MutantResult> => {
  // Made once: sounds that came with every job would count as memory of the decoding.
  const { inProcess, others } = (made ??= originalSounds(fixtures));
  const originals = { "in process": inProcess, others, all: [...others, ...others, ...inProcess] }[sounds];
  return judgeMutant({ ...job, originals });
});
