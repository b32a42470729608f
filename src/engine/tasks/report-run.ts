import { join } from "node:path";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { LatentuneError } from "../core/errors.ts";
import { makeFolder } from "../core/files.ts";
import type { Control } from "../analysis/pause.ts";
import type { ReportFormatName } from "../../shared/contract/result-files.ts";
import {
  leftOut,
  writableFormats,
  writeReports,
  type WritableFormats,
  type WrittenFormats,
} from "../report/write-reports.ts";
import { prepareView } from "../results/view/prepare-view.ts";
import { listRuns } from "../store/runs.ts";
import { requireWritableFolder } from "../store/writable.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import type { RunManifest } from "../../shared/contract/run.ts";

export interface WrittenReport {
  /** The files, absolute. */
  readonly files: readonly string[];
  /** Formats that this machine cannot write, or that failed. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Writes the report of a kept run: with the sweeps of its representations, which came after it.
 * @param out absolute; left out: the run's folder
 * @throws {LatentuneError} if a file of the run is missing or broken, or none of the formats, or nothing, can be written here
 */
export async function reportRun(
  paths: WorkspacePaths,
  manifest: RunManifest,
  formats: readonly ReportFormatName[],
  out: string | undefined,
  control: Control = {},
): Promise<WrittenReport> {
  const { formats: writable, warnings } = await requireFormats(formats);
  const folder = join(paths.runs, manifest.runId);
  const target = out ?? folder;
  await requireReportFolder(target);
  const place = { runFolder: folder, manifest, workspace: paths.workspace, dataDir: paths.dataDir };
  const view = await prepareView(place, control);
  const runs = await listRuns(paths.runs);
  await makeFolder(target);
  const written = await writeReports(
    target,
    {
      folder,
      manifest,
      view,
      results: paths.results(manifest.task),
      ownsBetaSweep: (betas) => betas.every((beta) => runs.some((run) => isSwept(run, manifest, beta))),
    },
    writable,
  );
  return writtenReport(target, written, warnings);
}

/** What was written, with warnings for what was not. @throws the first reason where nothing was */
export function writtenReport(
  target: string,
  { files, failed }: WrittenFormats,
  warnings: readonly Diagnostic[],
): WrittenReport {
  const [first] = failed;
  if (files.length === 0 && first !== undefined) throw first.error;
  return {
    files: files.map((file) => join(target, file)),
    warnings: [...warnings, ...failed.map(({ file, error }) => leftOut(file, error, true))],
  };
}

/** @throws {LatentuneError} if reports cannot be written into a folder; it says how another one is given */
export async function requireReportFolder(target: string): Promise<void> {
  await requireWritableFolder(target, "The reports", "Or give another folder: --out DIR, in VS Code “Latentune: Export Report…”."); // prettier-ignore
}

/** Which of some formats can be written here. @throws {LatentuneError} if none can */
export async function requireFormats(formats: readonly ReportFormatName[]): Promise<WritableFormats> {
  const found = await writableFormats(formats);
  const [first] = found.warnings;
  if (found.formats.length === 0 && first !== undefined) {
    throw new LatentuneError(first.message, first.remedy === undefined ? {} : { remedy: first.remedy });
  }
  return found;
}

/** Whether a run is one of a β sweep of another's data. */
function isSwept({ task, dataFingerprint, settings }: RunManifest, of: RunManifest, beta: number): boolean {
  return task === "hard" && dataFingerprint === of.dataFingerprint && settings.beta === beta;
}
