import { reportPdf } from "../formats/pdf/pdf-report.ts";
import type { Report } from "../model/report.ts";
import { drawPlots, plotsProblem, type Plot } from "../plots/index.ts";

/** What takes long of a report: to load what draws, pictures as PNG, or the paper as PDF. */
export type ReportJob =
  | { readonly kind: "load" }
  | { readonly kind: "pictures"; readonly plots: readonly Plot[] }
  /** @param date of the document */
  | { readonly kind: "paper"; readonly report: Report; readonly date: Date };

/** The files' bytes. */
export async function runReportJob(job: ReportJob): Promise<Uint8Array[]> {
  switch (job.kind) {
    case "load":
      await plotsProblem();
      return [];
    case "pictures":
      return drawPlots(job.plots);
    case "paper":
      return [await reportPdf(job.report, job.date)];
  }
}
