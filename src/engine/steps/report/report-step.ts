import type { ReportInput } from "../../report/formats/format.ts";
import type { ReportedRun } from "../../report/read-source.ts";
import { endReports, type WritableFormats } from "../../report/write-reports.ts";
import { defineUncachedStep } from "../define-step.ts";

interface EndedRun extends Pick<WritableFormats, "formats">, Pick<ReportInput, "setPaper"> {
  readonly run: ReportedRun;
}

/** Writes a run's reports as `endReports` does: the last step of every task, of which the reports themselves cannot tell. */
export const writeReports = defineUncachedStep({
  name: "report",
  label: "Writing the reports",
  run: ({ run, formats, setPaper }: EndedRun) => endReports(run, formats, setPaper),
});
