// The messages between the view of a metrics table and its host, and the table as the view gets it.
import type { Doubt } from "../../shared/doubt.ts";
import type { TableColumn } from "../../shared/contract/metrics.ts";

/** A metrics table, made to be read. */
export interface MetricReport {
  /** `Hard task`. */
  readonly title: string;
  /** How many clusterings there are and what decides which is best; one sentence each. */
  readonly notes: readonly string[];
  readonly columns: readonly ReportColumn[];
  /** In the order of the file. */
  readonly rows: readonly ReportRow[];
  /** What the marks of doubtful scores mean, a sentence each. */
  readonly doubts: readonly string[];
  /** Why cells are undefined; cells point into it. */
  readonly reasons: readonly string[];
}

export interface ReportColumn extends TableColumn {
  readonly numeric: boolean;
  /** Shown only to who asks for all columns. */
  readonly detail: boolean;
  /** Agreement is measured twice: with noise as a cluster of its own, and without the noise. `both` for all else. */
  readonly noise: "counted" | "left-out" | "both";
}

export interface ReportRow {
  readonly cells: readonly ReportCell[];
  readonly best: "overall" | "representation" | null;
}

export interface ReportCell {
  readonly value: number | string | null;
  /** As it is shown; `–` where undefined. */
  readonly text: string;
  /** What the file has in the place of a label, for its tooltip; null where that is the text. */
  readonly name: string | null;
  /** Is it the best value of its column? */
  readonly best: boolean;
  /** Why the score says less than it seems to; null for all others. */
  readonly doubt: Doubt | null;
  /** Index of the reason why it is undefined; null where none is known or needed. */
  readonly reason: number | null;
}

/** From the host to the view. */
export type ReportHostMessage =
  | { readonly type: "report"; readonly report: MetricReport }
  /** The file holds no metrics table; says why, for people. */
  | { readonly type: "broken"; readonly message: string };

/** From the view to its host. */
export interface ReportReady {
  readonly type: "ready";
}
