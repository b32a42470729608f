import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { writeFileAtomic } from "../core/files.ts";
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

/** Which of some formats can be written here; by default of all. */
export async function writableFormats(
  names: readonly ReportFormatName[] = REPORT_FORMAT_NAMES,
): Promise<WritableFormats> {
  const formats: ReportFormat[] = [];
  const warnings: Diagnostic[] = [];
  for (const name of names) {
    const format: ReportFormat = REPORT_FORMATS[name];
    const problem = await format.problem?.();
    if (problem === undefined) {
      formats.push(format);
      continue;
    }
    const { remedy } = problem.place;
    const message = `${format.file} is not written, the other reports are: ${problem.message}`;
    warnings.push({ code: "report-left-out", severity: "warning", message, ...(remedy !== undefined && { remedy }) });
  }
  return { formats, warnings };
}

/**
 * Writes the report of a finished run in some formats.
 * @param target where to
 * @returns the reports' names
 * @throws {LatentuneError} if a file of the run is missing or broken
 */
export async function writeReports(
  target: string,
  run: ReportedRun,
  formats: readonly ReportFormat[],
): Promise<string[]> {
  const source = await readReportSource(run);
  const { folder, manifest } = run;
  const about = { kind: "run", source, folder } as const;
  return writeFormats({ report: buildReport(source), about, date: new Date(manifest.startedAt), target }, formats);
}

/** Writes a report in some formats. @returns the reports' names */
export async function writeFormats(input: ReportInput, formats: readonly ReportFormat[]): Promise<string[]> {
  for (const format of formats) {
    for (const [path, content] of (await format.beside?.(input)) ?? []) {
      const place = join(input.target, path);
      await mkdir(dirname(place), { recursive: true });
      await writeFileAtomic(place, content);
    }
    await writeFileAtomic(join(input.target, format.file), await format.write(input));
  }
  return formats.map(({ file }) => file);
}
