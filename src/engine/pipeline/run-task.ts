import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ProgressEvent } from "../contract/progress.ts";
import { RUN_SCHEMA_VERSION, type ModelRecord, type RunManifest } from "../contract/run.ts";
import type { RunSettings } from "../contract/settings.ts";
import type { Finding } from "../contract/warning.ts";
import { writeFileAtomic, writeJson } from "../core/files.ts";
import { requireProvider } from "../nn/session.ts";
import { reportMarkdown } from "../report/report.ts";
import { bestPerRepresentation, type MetricTableRow } from "../report/table.ts";
import { takeLock } from "./lock.ts";
import { workspacePaths } from "./paths.ts";
import { filesBelow, finishPublication, publishRun } from "./publish.ts";
import { completeSettings } from "./resolve-settings.ts";
import { MANIFEST, newRunId } from "./runs.ts";
import { createStepRunner } from "./steps.ts";
import { bestRowRecord, type TaskDefinition, type TaskOutcome } from "./task.ts";
import { versions } from "./versions.ts";

export interface TaskRequest {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  readonly settings?: Partial<RunSettings>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

export interface TaskResult {
  readonly manifest: RunManifest;
  /** `results_<task>/`, absolute. */
  readonly resultsDir: string;
  readonly report: string;
  readonly metrics: readonly MetricTableRow[];
  readonly columns: readonly string[];
  readonly bestBy: readonly string[];
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
export async function runTask(definition: TaskDefinition, request: TaskRequest): Promise<TaskResult> {
  const { workspace, signal, onProgress = () => undefined } = request;
  const settings = completeSettings(request.settings ?? {});
  requireProvider(settings.executionProvider);
  const paths = workspacePaths(workspace, settings.dataDir);
  const release = await takeLock(paths.lock, `${definition.label} task`);
  try {
    await finishPublication(paths);
    const started = new Date();
    const runId = newRunId(definition.task, started);
    const kept = join(paths.runs, runId);
    const out = `${kept}.tmp`;
    await removeUnfinished(paths.runs);
    await mkdir(out, { recursive: true });
    const warnings: Finding[] = [];
    const models: ModelRecord[] = [];
    const bulk = new Map<string, string>();
    const steps = createStepRunner(definition.plan, onProgress, signal);
    try {
      const outcome = await definition.run({
        paths,
        settings,
        steps,
        signal,
        out,
        warn: (...findings) => warnings.push(...findings),
        addModel: (model) => models.push(model),
        addBulkFile: (target, source) => bulk.set(target, source),
      });
      const manifest: RunManifest = {
        schemaVersion: RUN_SCHEMA_VERSION,
        runId,
        task: definition.task,
        startedAt: started.toISOString(),
        seconds: (Date.now() - started.getTime()) / 1000,
        settings: outcome.settings,
        dataFingerprint: outcome.dataFingerprint,
        rows: outcome.rows,
        versions: versions(),
        steps: steps.records,
        models,
        bestBy: outcome.bestBy,
        best: bestPerRepresentation(outcome.metrics, outcome.bestBy).map(bestRowRecord),
        warnings,
        files: [...(await filesBelow(out)), ...bulk.keys(), "REPORT.md", MANIFEST].sort(),
      };
      await writeFileAtomic(join(out, "REPORT.md"), reportOf(manifest, outcome));
      await writeJson(join(out, MANIFEST), manifest);
      await rename(out, kept);
      const resultsDir = paths.results(definition.task);
      await publishRun(kept, resultsDir, bulk);
      const { metrics, columns, bestBy } = outcome;
      return { manifest, resultsDir, report: join(resultsDir, "REPORT.md"), metrics, columns, bestBy };
    } catch (error) {
      await rm(out, { recursive: true, force: true });
      for (const source of bulk.values()) await rm(source, { force: true });
      throw error;
    }
  } finally {
    await release();
  }
}

function reportOf(manifest: RunManifest, outcome: TaskOutcome): string {
  const { title, summary, metrics: rows, columns, bestBy, metricsFile, pictures, remarks } = outcome;
  return reportMarkdown({ manifest, title, summary, rows, columns, bestBy, metricsFile, pictures, remarks });
}

/** What killed runs left. Called with the lock held: no other run of this workspace is going on. */
async function removeUnfinished(runsFolder: string): Promise<void> {
  const names = await readdir(runsFolder).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith(".tmp"))) {
    await rm(join(runsFolder, name), { recursive: true, force: true });
  }
}
