import type { MetricReport, ReportCell, ReportRow } from "./protocol.ts";

/** What the view shows of a table; kept over a reload. */
export interface ReportState {
  /** The key of the column that rows are sorted by; null: the order of the file. */
  readonly sortBy: string | null;
  readonly descending: boolean;
  /** Agreement without the noise instead of with it. */
  readonly withoutNoise: boolean;
  /** The best row of each representation alone. */
  readonly bestOnly: boolean;
}

export const FRESH: ReportState = { sortBy: null, descending: false, withoutNoise: false, bestOnly: false };

/** A saved state, or a fresh one where it is none. */
export function restoreState(raw: unknown): ReportState {
  if (typeof raw !== "object" || raw === null) return FRESH;
  const { sortBy, descending, withoutNoise, bestOnly } = raw as Readonly<Record<keyof ReportState, unknown>>;
  return {
    sortBy: typeof sortBy === "string" ? sortBy : null,
    descending: descending === true,
    withoutNoise: withoutNoise === true,
    bestOnly: bestOnly === true,
  };
}

/** A press on a column's head: the better values first, then the others, then the order of the file. */
export function pressed(state: ReportState, report: MetricReport, key: string): ReportState {
  const column = report.columns.find((candidate) => candidate.key === key);
  const first = column?.better === "higher";
  if (state.sortBy !== key) return { ...state, sortBy: key, descending: first };
  if (state.descending === first) return { ...state, descending: !first };
  return { ...state, sortBy: null, descending: false };
}

/** Indices of the columns that are shown: of those that exist with and without noise, one of the two. */
export function shownColumns({ columns }: MetricReport, { withoutNoise }: ReportState): number[] {
  const hidden = withoutNoise ? "counted" : "left-out";
  return columns.flatMap(({ noise }, index) => (noise === hidden ? [] : [index]));
}

/** The rows that are shown, in their order; undefined values come last whichever way it goes. */
export function shownRows(report: MetricReport, { sortBy, descending, bestOnly }: ReportState): readonly ReportRow[] {
  const rows = bestOnly ? report.rows.filter(({ best }) => best !== null) : report.rows;
  const at = report.columns.findIndex(({ key }) => key === sortBy);
  if (at < 0) return rows;
  return rows.toSorted((a, b) => compare(a.cells[at]!, b.cells[at]!, descending));
}

function compare({ value: a }: ReportCell, { value: b }: ReportCell, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : String(a).localeCompare(String(b), "en", { numeric: true });
  return descending ? -order : order;
}
