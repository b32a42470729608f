import type { RunManifest } from "../../shared/contract/run.ts";
import { LatentuneError } from "../core/errors.ts";
import { workspacePaths } from "../store/paths.ts";
import { findRun, latestRun } from "../store/runs.ts";
import { typedCommand } from "./shown-path.ts";

/** What is said in a workspace without runs, and what helps. @param workspace absolute */
export function noRun(workspace: string): { readonly message: string; readonly remedy: string } {
  return {
    message: "No run has finished in this workspace yet.",
    remedy: `Run a task: ${typedCommand("hard", workspace)}.`,
  };
}

/**
 * The kept run that an optional argument names, else the latest.
 * @param workspace absolute
 * @throws {LatentuneError} if there is none, if the argument fits several, or if its record is broken.
 */
export async function chosenRun(workspace: string, id: string | undefined): Promise<RunManifest> {
  const { runs } = workspacePaths(workspace);
  if (id !== undefined) return findRun(runs, id);
  const latest = await latestRun(runs);
  if (latest !== undefined) return latest;
  const { message, remedy } = noRun(workspace);
  throw new LatentuneError(message, { remedy });
}
