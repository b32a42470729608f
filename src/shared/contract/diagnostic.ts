/** How serious a diagnostic is: an error keeps its row (or the run) out, a warning does not, info is worth knowing. */
export type Severity = "error" | "warning" | "info";

/** A diagnostic about the data, at its place. Lines are 1-based editor lines of `file`; `row` counts records from 1. */
export interface Diagnostic {
  /** A stable name for the kind of diagnostic, such as `audio-missing`; quick fixes go by it. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly remedy?: string;
  /** What the cell was probably meant to be: the remedy as a value that can be put in its place. */
  readonly suggestion?: string;
  /** Relative to the workspace, with forward slashes. */
  readonly file?: string;
  readonly line?: number;
  readonly row?: number;
  /** The song's name as `lyrics.csv` has it. */
  readonly filename?: string;
}
