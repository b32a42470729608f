import type { LatentuneError } from "../../core/errors.ts";
import type { ComparisonSource } from "../model/comparison/source.ts";
import type { Report, Side } from "../model/report.ts";
import type { ReportSource } from "../model/source.ts";

/** What a report is about, with the numbers behind its figures, and the folders of the runs, absolute. */
export type ReportSubject =
  | { readonly kind: "run"; readonly source: ReportSource; readonly folder: string }
  | {
      readonly kind: "comparison";
      readonly source: ComparisonSource;
      readonly folders: Readonly<Record<Side, string>>;
    };

/** What a format is written from. */
export interface ReportInput {
  readonly report: Report;
  readonly about: ReportSubject;
  /** When what it is about was made. */
  readonly date: Date;
  /** Where the file is written, absolute; of a run that is ending its unfinished folder. */
  readonly target: string;
  /** Sets the paper on another thread, the other formats being written meanwhile; left out: this one does. */
  readonly setPaper?: ((report: Report, date: Date) => Promise<Uint8Array>) | undefined;
}

/** A file that a report can be. */
export interface ReportFormat {
  /** Its name in a run's folder. */
  readonly file: string;
  /** Why it cannot be written on this machine; undefined where it can be, and left out where it always can. */
  problem?(): Promise<LatentuneError | undefined>;
  write(input: ReportInput): Promise<string | Uint8Array> | string;
  /** Files that it points to and that do not lie there already, by their paths relative to it. */
  beside?(input: ReportInput): Promise<ReadonlyMap<string, Uint8Array>>;
}
