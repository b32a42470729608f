/** How serious a diagnostic is: an error keeps its row (or the run) out, a warning does not, info is worth knowing. */
export type Severity = "error" | "warning" | "info";

/** What a run warns of: how far its numbers can be trusted. */
export const RUN_DIAGNOSTICS = {
  "clusters-many": "warning",
  "label-unshared": "warning",
  "label-single": "warning",
  "noise-only": "warning",
  "audio-identical": "warning",
  "rows-identical": "warning",
  "lyrics-missing-identical": "info",
  "label-contained": "warning",
  "genre-is-recording": "warning",
} as const satisfies Readonly<Record<string, Severity>>;

export type RunDiagnosticCode = keyof typeof RUN_DIAGNOSTICS;

/** A cell of the diagnostic's file that a fix for all rows rewrites. */
export interface CellFix {
  /** 1-based count of the table's rows, as in {@link Diagnostic}. */
  readonly row: number;
  readonly column: "filename" | "language" | "genre" | "lyrics";
  /** The cell's value at the time of the check: where it has another one by now, it is left alone. */
  readonly from: string;
  readonly text: string;
}

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
  /** What the cell may have been meant to be, where several values fit; nobody but its owner can say which. */
  readonly candidates?: readonly string[];
  /** The cells that one step can correct, of this row and of all others of the same kind; by row. */
  readonly fixes?: readonly CellFix[];
  /** The setting that takes it away: what is to be added to its list. */
  readonly setting?: { readonly name: "audioRoots"; readonly value: string };
  /** Relative to the workspace, with forward slashes. */
  readonly file?: string;
  readonly line?: number;
  readonly row?: number;
  /** The song's name as `lyrics.csv` has it. */
  readonly filename?: string;
}
