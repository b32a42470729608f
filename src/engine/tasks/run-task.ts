import { bestPerRepresentation } from "../../shared/best-row.ts";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../../shared/contract/run.ts";
import { renameOver, writeFileAtomic, writeJson } from "../core/files.ts";
import { reportMarkdown } from "../report/report.ts";
import { meanRows } from "../analysis/seeds/mean-rows.ts";
import { nameLabels } from "../analysis/name-labels.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { announcePublication, closePublication, type Publication } from "../store/publication.ts";
import { filesBelow, publish } from "../store/publish.ts";
import { newRunId } from "../store/runs.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import { bestRowRecord, type TaskDefinition, type TaskOutcome } from "../steps/context.ts";
import { makeView } from "../steps/view/view-step.ts";
import { inWorkspace, type Collected, type TaskRequest } from "./task-request.ts";
import { versions } from "../store/versions.ts";

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
  return inWorkspace(request, `${definition.label} task`, async (paths, collected) => {
    const { manifest, outcome, publication } = await keepRun(definition, paths, collected, request.onProgress);
    // Should this fail, everything that it needs is kept, and the next command completes it.
    await publish(paths, publication);
    const resultsDir = paths.results(definition.task);
    const { metrics, seeds, columns, bestBy } = outcome;
    return { manifest, resultsDir, report: join(resultsDir, RESULT_FILES.report), metrics, seeds, columns, bestBy };
  });
}

interface KeptRun {
  readonly manifest: RunManifest;
  readonly outcome: TaskOutcome;
  readonly publication: Publication;
}

/** Runs the task into a kept run whose publication is announced; whatever fails leaves nothing behind. */
async function keepRun(
  definition: TaskDefinition,
  paths: WorkspacePaths,
  { context: common, warnings, models, bulk }: Collected,
  onProgress: TaskRequest["onProgress"] = () => undefined,
): Promise<KeptRun> {
  const started = new Date();
  const runId = newRunId(definition.task, started);
  const kept = join(paths.runs, runId);
  const out = `${kept}.tmp`;
  const context = { ...common, out };
  const steps = createStepRunner(definition.plan(context.settings), context, onProgress);
  await mkdir(out, { recursive: true });
  try {
    const outcome = await definition.run({ ...context, steps });
    const { bestBy, settings: used, view } = outcome;
    if (view !== undefined) {
      await steps.run(makeView, {
        run: { runId, task: definition.task, bestBy, settings: used, models, warnings },
        source: view,
      });
    }
    const manifest: RunManifest = {
      schemaVersion: RUN_SCHEMA_VERSION,
      runId,
      task: definition.task,
      startedAt: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      settings: used,
      dataFingerprint: outcome.dataFingerprint,
      rows: outcome.rows,
      versions: versions(),
      steps: steps.records,
      models,
      bestBy,
      labels: nameLabels({ task: definition.task, settings: used }),
      best: bestPerRepresentation(meanRows(outcome.metrics, outcome.seeds), bestBy).map(bestRowRecord),
      warnings: [...warnings, ...steps.diagnostics],
      files: [...(await filesBelow(out)), ...bulk.keys(), RESULT_FILES.report, RESULT_FILES.manifest].sort(),
    };
    const report = reportMarkdown({ ...outcome, manifest, rows: outcome.metrics });
    await writeFileAtomic(join(out, RESULT_FILES.report), report);
    await writeJson(join(out, RESULT_FILES.manifest), manifest);
    const publication = await announcePublication(paths, manifest, bulk);
    await renameOver(out, kept);
    return { manifest, outcome, publication };
  } catch (error) {
    await closePublication(paths);
    await rm(out, { recursive: true, force: true });
    for (const source of bulk.values()) await rm(source, { force: true });
    throw error;
  }
}
