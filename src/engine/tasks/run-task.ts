import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import type { TaskDefinition, TaskOutcome } from "../steps/context.ts";
import { publish } from "../store/publish.ts";
import { keepRun, keepWritten } from "./keep-run.ts";
import { inWorkspace, type TaskRequest } from "./task-request.ts";

export interface TaskResult extends Pick<TaskOutcome, "metrics" | "seeds" | "columns" | "bestBy"> {
  readonly manifest: RunManifest;
  /** `results_<task>/`, absolute. */
  readonly resultsDir: string;
  readonly report: string;
}

/**
 * Runs a task from the data to the published results.
 *
 * Everything is written into an unfinished run folder that becomes a kept run by one rename; a cancelled or killed run
 * leaves only the cache and its checkpoints, from which the next one goes on.
 *
 * @throws {CancelledError} when `signal` aborts; {UsageError} for settings out of range; {LatentuneError} for data that
 * cannot be used and for a workspace in which another run is going on.
 */
export function runTask(definition: TaskDefinition, request: TaskRequest): Promise<TaskResult> {
  return inWorkspace(
    request,
    {
      task: definition.task,
      label: `${definition.label} task`,
      networks: true,
      ahead: (settings) => definition.plan(settings),
    },
    async (paths, collected) => {
      const { manifest, outcome, publication } = await keepRun(
        definition,
        paths,
        collected,
        request.onProgress,
        async (run) => ({ ...run, publication: await keepWritten(paths, run, collected.bulk) }),
      );
      await publish(paths, publication);
      const resultsDir = paths.results(definition.task);
      const { metrics, seeds, columns, bestBy } = outcome;
      return { manifest, resultsDir, report: join(resultsDir, RESULT_FILES.report), metrics, seeds, columns, bestBy };
    },
  );
}
