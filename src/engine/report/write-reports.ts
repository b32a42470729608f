import { join } from "node:path";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { RunManifest } from "../../shared/contract/run.ts";
import { CancelledError, LatentuneError } from "../core/errors.ts";
import { writeFileAtomic } from "../core/files.ts";
import { withSystemErrors } from "../core/system-error.ts";
import type { ReportFormat, ReportInput } from "./formats/format.ts";
import { REPORT_FORMATS } from "./formats/index.ts";
import { REPORT_FORMAT_NAMES, type ReportFormatName } from "../../shared/contract/result-files.ts";
import { buildReport } from "./model/build-report.ts";
import { readReportSource, type ReportedRun } from "./read-source.ts";

/** The formats that this machine can write. */
export interface WritableFormats {
  readonly formats: readonly ReportFormat[];
  /** Why others are left out, once for each. */
  readonly warnings: readonly Diagnostic[];
}

/** What became of some formats. */
export interface WrittenFormats {
  /** The files' names. */
  readonly files: readonly string[];
  /** Formats that could not be written, each with the reason. */
  readonly failed: readonly { readonly file: string; readonly error: unknown }[];
}

/** Which of some formats can be written here; by default of all. */
export async function writableFormats(
  names: readonly ReportFormatName[] = REPORT_FORMAT_NAMES,
): Promise<WritableFormats> {
  const formats: ReportFormat[] = [];
  const warnings: Diagnostic[] = [];
  for (const name of names) {
    const format: ReportFormat = REPORT_FORMATS[name];
    const problem = await format.problem?.();
    if (problem === undefined) formats.push(format);
    else warnings.push(leftOut(format.file, problem, names.length > 1));
  }
  return { formats, warnings };
}

/** Says which report is not there, and why. @param others whether the run has others */
export function leftOut(file: string, thrown: unknown, others: boolean): Diagnostic {
  const error = withSystemErrors(thrown);
  // A defect's message may have many lines: the log of the engine has them.
  const said = error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
  const remedy = error instanceof LatentuneError ? error.place.remedy : undefined;
  const message = `${file} is not written${others ? ", the other reports are" : ""}: ${said}`;
  return { code: "report-left-out", severity: "warning", message, ...(remedy !== undefined && { remedy }) };
}

/**
 * Writes the reports of a run that is ending, into its folder. What keeps one of them from being written ends neither the
 * others nor the run: hours of training may lie behind it.
 * @param run whose `files` name the reports
 * @returns the manifest, which names the reports that are there and warns of the others
 */
export async function endReports(
  run: ReportedRun,
  formats: readonly ReportFormat[],
  setPaper?: ReportInput["setPaper"],
): Promise<RunManifest> {
  const { folder, manifest } = run;
  const { files, failed } = await writeReports(folder, run, formats, setPaper).catch(
    (error: unknown): WrittenFormats => {
      if (error instanceof CancelledError) throw error;
      return { files: [], failed: formats.map(({ file }) => ({ file, error })) };
    },
  );
  if (failed.length === 0) return manifest;
  const missing = new Set(failed.map(({ file }) => file));
  const warnings = failed.map(({ file, error }) => {
    const { remedy = "", ...rest } = leftOut(file, error, files.length > 0);
    return { ...rest, remedy: `${remedy} \`latentune report ${manifest.runId}\` writes it later.`.trim() };
  });
  return {
    ...manifest,
    warnings: [...manifest.warnings, ...warnings],
    files: manifest.files.filter((file) => !missing.has(file)),
  };
}

/**
 * Writes the report of a finished run in some formats.
 * @param target where to
 * @throws {LatentuneError} if a file of the run is missing or broken
 */
export async function writeReports(
  target: string,
  run: ReportedRun,
  formats: readonly ReportFormat[],
  setPaper?: ReportInput["setPaper"],
): Promise<WrittenFormats> {
  const source = await readReportSource(run);
  const { folder, manifest } = run;
  const about = { kind: "run", source, folder } as const;
  const date = new Date(manifest.startedAt);
  return writeFormats({ report: buildReport(source), about, date, target, setPaper }, formats);
}

/** Writes a report in some formats at once, whatever becomes of each. */
export async function writeFormats(input: ReportInput, formats: readonly ReportFormat[]): Promise<WrittenFormats> {
  // All must have ended before a cancel is passed on: nobody may write into a folder that its owner then removes.
  const outcomes = await Promise.allSettled(formats.map((format) => writeFormat(input, format)));
  const files: string[] = [];
  const failed: WrittenFormats["failed"][number][] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const { file } = formats[index]!;
    if (outcome.status === "fulfilled") files.push(file);
    else if (outcome.reason instanceof CancelledError) throw outcome.reason;
    else failed.push({ file, error: outcome.reason });
  }
  return { files, failed };
}

async function writeFormat(input: ReportInput, format: ReportFormat): Promise<void> {
  for (const [path, content] of (await format.beside?.(input)) ?? []) {
    await writeFileAtomic(join(input.target, path), content);
  }
  await writeFileAtomic(join(input.target, format.file), await format.write(input));
}
