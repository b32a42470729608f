import { bestPerRepresentation } from "../../shared/best-row.ts";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { RUN_SCHEMA_VERSION, type ModelRecord, type RunManifest } from "../../shared/contract/run.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { renameOver, writeFileAtomic, writeJson } from "../core/files.ts";
import { requireProvider } from "../nn/session.ts";
import { reportMarkdown } from "../report/report.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";
import { nameLabels } from "../analysis/name-labels.ts";
import { enterWorkspace } from "../store/enter-workspace.ts";
import { workspacePaths, type WorkspacePaths } from "../store/paths.ts";
import { announcePublication, closePublication, type Publication } from "../store/publication.ts";
import { filesBelow, publish } from "../store/publish.ts";
import { completeSettings } from "../steps/resolve-settings.ts";
import { newRunId } from "../store/runs.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import {
  bestRowRecord,
  type EpochEvent,
  type StepContext,
  type TaskDefinition,
  type TaskOutcome,
} from "../steps/context.ts";
import { makeView } from "../steps/view/view-step.ts";
import { versions } from "../store/versions.ts";

export interface TaskRequest {
  /** Absolute path of the folder that holds the data folder. */
  readonly workspace: string;
  readonly settings?: Partial<RunSettings>;
  /** The user has agreed to the download of a model that is missing. Without it nothing touches the network. */
  readonly allowDownload?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  readonly onEpoch?: (event: EpochEvent) => void;
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
  const settings = completeSettings(request.settings ?? {});
  requireProvider(settings.executionProvider);
  const paths = workspacePaths(request.workspace, settings.dataDir);
  const release = await enterWorkspace(paths, `${definition.label} task`);
  try {
    const { manifest, outcome, publication } = await keepRun(definition, { ...request, settings }, paths);
    // Should this fail, everything that it needs is kept, and the next command completes it.
    await publish(paths, publication);
    const resultsDir = paths.results(definition.task);
    const { metrics, columns, bestBy } = outcome;
    return { manifest, resultsDir, report: join(resultsDir, RESULT_FILES.report), metrics, columns, bestBy };
  } finally {
    await release();
  }
}

interface KeptRun {
  readonly manifest: RunManifest;
  readonly outcome: TaskOutcome;
  readonly publication: Publication;
}

/** Runs the task into a kept run whose publication is announced; whatever fails leaves nothing behind. */
async function keepRun(
  definition: TaskDefinition,
  {
    settings,
    signal,
    allowDownload = false,
    onProgress = () => undefined,
    onEpoch = () => undefined,
  }: TaskRequest & { readonly settings: RunSettings },
  paths: WorkspacePaths,
): Promise<KeptRun> {
  const started = new Date();
  const runId = newRunId(definition.task, started);
  const kept = join(paths.runs, runId);
  const out = `${kept}.tmp`;
  const warnings: Diagnostic[] = [];
  const models: ModelRecord[] = [];
  const bulk = new Map<string, string>();
  const context: StepContext = {
    paths,
    settings,
    signal,
    allowDownload,
    out,
    warn: (...diagnostics) => warnings.push(...diagnostics),
    addModel: (model) => models.push(model),
    onEpoch,
    addBulkFile: (target, source) => bulk.set(target, source),
  };
  const steps = createStepRunner(definition.plan, context, onProgress);
  await mkdir(out, { recursive: true });
  try {
    const outcome = await definition.run({ ...context, steps });
    const { bestBy, settings: used, view } = outcome;
    if (view !== undefined) {
      await steps.run(makeView, {
        run: { runId, task: definition.task, bestBy, settings: used, models },
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
      best: bestPerRepresentation(outcome.metrics, bestBy).map(bestRowRecord),
      warnings: [...warnings, ...steps.diagnostics],
      files: [...(await filesBelow(out)), ...bulk.keys(), RESULT_FILES.report, RESULT_FILES.manifest].sort(),
    };
    await writeFileAtomic(join(out, RESULT_FILES.report), reportOf(manifest, outcome));
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

function reportOf(manifest: RunManifest, outcome: TaskOutcome): string {
  const { title, summary, metrics: rows, columns, bestBy, metricsFile, pictures, notes } = outcome;
  return reportMarkdown({ manifest, title, summary, rows, columns, bestBy, metricsFile, pictures, notes });
}
