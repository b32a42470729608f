import type { ReportFormat } from "./format.ts";
import { MARKDOWN } from "./markdown-report.ts";
import { PDF } from "./pdf/pdf-report.ts";

/** The files that a report can be, by what `--format` calls them. */
export const REPORT_FORMATS = { pdf: PDF, md: MARKDOWN } as const satisfies Readonly<Record<string, ReportFormat>>;

export type ReportFormatName = keyof typeof REPORT_FORMATS;

export const REPORT_FORMAT_NAMES = Object.keys(REPORT_FORMATS) as readonly ReportFormatName[];
