import { reportPdf } from "../formats/pdf/pdf-report.ts";
import type { Report } from "../model/report.ts";
import { drawPlot, type Plot } from "../plots/index.ts";

/** What takes long of a report: pictures as PNG, or the paper as PDF. */
export type ReportJob =
  | { readonly kind: "pictures"; readonly plots: readonly Plot[] }
  /** @param date of the document */
  | { readonly kind: "paper"; readonly report: Report; readonly date: Date };

/** The files' bytes. Pictures are compressed on the threads of Node's pool while the next one is drawn. */
export async function runReportJob(job: ReportJob): Promise<Uint8Array[]> {
  return job.kind === "pictures"
    ? Promise.all(job.plots.map((plot) => drawPlot(plot)))
    : [await reportPdf(job.report, job.date)];
}
