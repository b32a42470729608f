import { rm } from "node:fs/promises";
import { join } from "node:path";
import { bestPerRepresentation } from "../../shared/best-row.ts";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../../shared/contract/run.ts";
import { meanRows } from "../analysis/seeds/mean-rows.ts";
import { nameLabels } from "../analysis/name-labels.ts";
import { makeFolder, renameOver, whileUnfinished, writeJson } from "../core/files.ts";
import { writableFormats } from "../report/write-reports.ts";
import { givenSettings } from "../steps/resolve-settings.ts";
import { bestRowRecord, type TaskDefinition, type TaskOutcome } from "../steps/context.ts";
import { createStepRunner } from "../steps/step-runner.ts";
import { makeView } from "../steps/view/view-step.ts";
import { writeReports } from "../steps/report/report-step.ts";
import { createReportThreads } from "../report/threads/report-threads.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { announcePublication, closePublication, type Publication } from "../store/publication.ts";
import { filesBelow } from "../store/publish.ts";
import { newRunId } from "../store/runs.ts";
import { versions } from "../store/versions.ts";
import type { Collected, TaskRequest } from "./task-request.ts";

/** A run whose files are all written, and that is not kept yet. */
export interface FinishedRun {
  readonly manifest: RunManifest;
  readonly outcome: TaskOutcome;
  /** The unfinished folder, absolute. */
  readonly out: string;
  /** What `out` becomes by one rename, absolute. */
  readonly kept: string;
}

/**
 * Runs a task into an unfinished run folder, the workspace being locked.
 * @param keep renames it to the kept run, or decides otherwise; whatever fails, here or there, leaves nothing behind
 */
export async function keepRun<Result>(
  definition: TaskDefinition,
  paths: WorkspacePaths,
  { context: common, warnings, models, approximations, bulk }: Collected,
  onProgress: TaskRequest["onProgress"] = () => undefined,
  keep: (run: FinishedRun) => Promise<Result>,
): Promise<Result> {
  const started = new Date();
  const runId = newRunId(definition.task, started);
  const kept = join(paths.runs, runId);
  const out = `${kept}.tmp`;
  const reportThreads = createReportThreads();
  const context = { ...common, out, reportThreads };
  const steps = createStepRunner(definition.plan(context.settings), context, onProgress);
  await makeFolder(out);
  const make = async (): Promise<Result> => {
    const outcome = await definition.run({ ...context, steps });
    const { bestBy, settings: used, kChosen, notes, view: source } = outcome;
    const viewed = {
      runId,
      task: definition.task,
      bestBy,
      settings: used,
      models,
      warnings,
      approximations,
      ...(kChosen && { kChosen }),
    };
    const writable = writableFormats();
    // A view that fails ends the run before anyone asks.
    writable.catch(() => undefined);
    const view = source && (await steps.run(makeView, { run: viewed, source }));
    const reports = view === undefined ? { formats: [], warnings: [] } : await writable;
    await steps.ended();
    const planned: RunManifest = {
      schemaVersion: RUN_SCHEMA_VERSION,
      runId,
      task: definition.task,
      startedAt: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      settings: used,
      given: givenSettings(context.settings),
      dataFingerprint: outcome.dataFingerprint,
      rows: outcome.rows,
      ...(outcome.table !== undefined && { table: outcome.table }),
      ...(outcome.sound && { sound: outcome.sound }),
      versions: versions(),
      steps: steps.records,
      models,
      ...(kChosen !== undefined && { kChosen }),
      ...(approximations.length > 0 && { approximations }),
      bestBy,
      labels: nameLabels({ task: definition.task, settings: used }),
      best: bestPerRepresentation(meanRows(outcome.metrics, outcome.seeds), bestBy).map((row) =>
        bestRowRecord(row, outcome.seeds),
      ),
      warnings: [...warnings, ...steps.diagnostics, ...reports.warnings],
      ...(notes.length > 0 && { notes }),
      files: [
        ...(await filesBelow(out)),
        ...bulk.keys(),
        ...reports.formats.map(({ file }) => file),
        RESULT_FILES.manifest,
      ].sort(),
    };
    const manifest = view === undefined ? planned : await steps.run(writeReports, { run: { folder: out, manifest: planned, view }, formats: reports.formats, setPaper: reportThreads.setPaper }); // prettier-ignore
    await writeJson(join(out, RESULT_FILES.manifest), manifest);
    return keep({ manifest, outcome, out, kept });
  };
  const made = async (): Promise<Result> => {
    try {
      return await make();
    } catch (error) {
      await steps.stop();
      throw error;
    }
  };
  try {
    return await whileUnfinished(out, made);
  } catch (error) {
    for (const source of bulk.values()) await rm(source, { force: true });
    throw error;
  } finally {
    await reportThreads.close();
  }
}

/**
 * Makes a finished run a kept one whose publication is announced: should `publish` fail, the next command completes it.
 * @param bulk and `staying`: see `announcePublication`
 */
export async function keepWritten(
  paths: WorkspacePaths,
  { manifest, out, kept }: Pick<FinishedRun, "manifest" | "out" | "kept">,
  bulk?: ReadonlyMap<string, string>,
  staying?: ReadonlySet<string>,
): Promise<Publication> {
  const publication = await announcePublication(paths, manifest, bulk, staying);
  try {
    await renameOver(out, kept);
  } catch (error) {
    await closePublication(paths);
    throw error;
  }
  return publication;
}
