import type { Cell } from "../../../shared/csv.ts";

/** One row of a metrics table, with the reason for every cell that is empty because it is undefined. */
export interface MetricTableRow {
  readonly rep: string;
  readonly method: string;
  readonly values: Readonly<Record<string, Cell>>;
  readonly reasons: Readonly<Record<string, string>>;
}
