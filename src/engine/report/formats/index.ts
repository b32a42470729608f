import type { ReportFormatName } from "../../../shared/contract/result-files.ts";
import type { ReportFormat } from "./format.ts";
import { HTML } from "./html-report.ts";
import { MARKDOWN } from "./markdown-report.ts";
import { PDF } from "./pdf/pdf-report.ts";

/** The files that a report can be, by their names. */
export const REPORT_FORMATS = { pdf: PDF, html: HTML, md: MARKDOWN } as const satisfies Readonly<
  Record<ReportFormatName, ReportFormat>
>;
