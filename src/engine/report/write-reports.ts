import { join } from "node:path";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { writeFileAtomic } from "../core/files.ts";
import type { ReportFormat } from "./formats/format.ts";
import { REPORT_FORMATS } from "./formats/index.ts";
import type { ReportFormatName } from "../../shared/contract/result-files.ts";
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
  names: readonly ReportFormatName[] = Object.keys(REPORT_FORMATS) as ReportFormatName[],
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
 * @returns the files' names
 * @throws {LatentuneError} if a file of the run is missing or broken
 */
export async function writeReports(
  target: string,
  run: ReportedRun,
  formats: readonly ReportFormat[],
): Promise<string[]> {
  const source = await readReportSource(run);
  const report = buildReport(source);
  for (const format of formats)
    await writeFileAtomic(join(target, format.file), await format.write({ report, source, folder: run.folder, target })); // prettier-ignore
  return formats.map(({ file }) => file);
}
