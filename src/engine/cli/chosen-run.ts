import type { RunManifest } from "../../shared/contract/run.ts";
import { LatentuneError } from "../core/errors.ts";
import { findRun, latestRun } from "../store/runs.ts";

/** What is said in a workspace without runs, and what helps. */
export const NO_RUN = { message: "No run has finished in this workspace yet.", remedy: "Run a task: latentune hard." };

/**
 * The kept run that an optional argument names, else the latest.
 * @throws {LatentuneError} if there is none, if the argument fits several, or if its record is broken.
 */
export async function chosenRun(runsFolder: string, id: string | undefined): Promise<RunManifest> {
  if (id !== undefined) return findRun(runsFolder, id);
  const latest = await latestRun(runsFolder);
  if (latest !== undefined) return latest;
  throw new LatentuneError(NO_RUN.message, { remedy: NO_RUN.remedy });
}
