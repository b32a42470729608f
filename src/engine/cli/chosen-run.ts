import type { RunManifest } from "../../shared/contract/run.ts";
import { LatentuneError } from "../core/errors.ts";
import { findRun, latestRun } from "../store/runs.ts";

/**
 * The kept run that an optional argument names, else the latest.
 * @throws {LatentuneError} if there is none, if the argument fits several, or if its record is broken.
 */
export async function chosenRun(runsFolder: string, id: string | undefined): Promise<RunManifest> {
  if (id !== undefined) return findRun(runsFolder, id);
  const latest = await latestRun(runsFolder);
  if (latest !== undefined) return latest;
  throw new LatentuneError("No run has finished in this workspace yet.", { remedy: "Run a task: latentune easy." });
}
