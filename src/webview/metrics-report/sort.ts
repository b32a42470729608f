import { flag, maybe, savedGroup, text, type Saved } from "../base/saved-group.ts";
import { compareValues, nextSort } from "../model/sort.ts";
import type { MetricReport, ReportRow } from "./protocol.ts";

/**
 * What the view shows of a table. `sortBy`: the key of a column, null as the file has the rows; `withoutNoise`: agreement
 * without the noise instead of with it; `bestOnly`: the best row of each representation alone; `details`: all columns.
 */
export const REPORT = savedGroup("report", {
  sortBy: maybe(text),
  descending: flag(false),
  withoutNoise: flag(false),
  bestOnly: flag(false),
  details: flag(false),
});
export type ReportState = Saved<typeof REPORT>;

/** A press on a column's head: the better values first, then the others, then the order of the file. */
export function pressed(state: ReportState, report: MetricReport, key: string): ReportState {
  const column = report.columns.find((candidate) => candidate.key === key);
  const sort = { column: state.sortBy, descending: state.descending };
  const { column: sortBy, descending } = nextSort(sort, key, column?.better === "higher");
  return { ...state, sortBy, descending };
}

/**
 * Indices of the columns that are shown: of those that exist with and without noise, one of the two. One that the rows are
 * sorted by is always among them.
 */
export function shownColumns({ columns }: MetricReport, { withoutNoise, details, sortBy }: ReportState): number[] {
  const hidden = withoutNoise ? "counted" : "left-out";
  return columns.flatMap(({ key, noise, detail }, index) =>
    noise === hidden || (detail && !details && key !== sortBy) ? [] : [index],
  );
}

/** The rows that are shown, in their order; undefined values come last whichever way it goes. */
export function shownRows(report: MetricReport, { sortBy, descending, bestOnly }: ReportState): readonly ReportRow[] {
  const rows = bestOnly ? report.rows.filter(({ best }) => best !== null) : report.rows;
  const at = report.columns.findIndex(({ key }) => key === sortBy);
  if (at < 0) return rows;
  return rows.toSorted((a, b) => compareValues(a.cells[at]!.value, b.cells[at]!.value, descending));
}
