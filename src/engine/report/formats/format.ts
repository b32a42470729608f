import type { LatentuneError } from "../../core/errors.ts";
import type { Report } from "../model/report.ts";
import type { ReportSource } from "../model/source.ts";

/** What a format is written from. */
export interface ReportInput {
  readonly report: Report;
  /** The numbers behind the figures, for formats that show more than pictures of them. */
  readonly source: ReportSource;
  /** The run's folder, absolute. */
  readonly folder: string;
  /** Where the file is written, absolute; of a run that is ending its unfinished folder. */
  readonly target: string;
}

/** A file that a report can be. */
export interface ReportFormat {
  /** For people. */
  readonly label: string;
  /** Its name in a run's folder. */
  readonly file: string;
  /** Why it cannot be written on this machine; undefined where it can be, and left out where it always can. */
  problem?(): Promise<LatentuneError | undefined>;
  write(input: ReportInput): Promise<string | Uint8Array> | string;
}
