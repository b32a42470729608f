import { metricColumn, tableColumn, type TableColumn } from "./contract/metrics.ts";
import type { BestRow, RunManifest } from "./contract/run.ts";
import { doubtMeanings, doubtOf, isLeaked, marked, type Doubt } from "./doubt.ts";
import { formatScore } from "./format.ts";
import { greatest, least } from "./extremes.ts";

/** A row of a metrics table, with its columns; what is no number is undefined. */
export interface ScoredRow {
  readonly rep: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The best of some rows; undefined for none. The first metric of `bestBy` decides, the next break ties, each in its own
 * direction; of equal rows the first is best. Rows whose representation contains the label that decides, rows with fewer than
 * two clusters, and rows without a score, come last.
 */
export function bestRow<Row extends ScoredRow>(rows: readonly Row[], bestBy: readonly string[]): Row | undefined {
  return rows.reduce<Row | undefined>(
    (best, row) => (best === undefined || isBetter(row, best, bestBy) ? row : best),
    undefined,
  );
}

/** {@link bestRow} of each representation, in the order of the table. */
export function bestPerRepresentation<Row extends ScoredRow>(rows: readonly Row[], bestBy: readonly string[]): Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const sofar = best.get(row.rep);
    if (sofar === undefined || isBetter(row, sofar, bestBy)) best.set(row.rep, row);
  }
  return [...best.values()];
}

/** {@link bestRow} for people: a row without a score, or with one that its representation contains, is no winner. */
export function winningRow<Row extends ScoredRow>(rows: readonly Row[], bestBy: readonly string[]): Row | undefined {
  const best = bestRow(rows, bestBy);
  return best !== undefined && hasScore(best, bestBy) && !isLeaked(best.values, bestBy[0]!) ? best : undefined;
}

/** Whether the deciding metric of a row is defined. */
export function hasScore({ values }: ScoredRow, [first = ""]: readonly string[]): boolean {
  return typeof values[first] === "number";
}

/**
 * The best value of a column; undefined for one without a better side or without values. Rows with fewer than two clusters
 * do not count, nor do rows whose representation contains the label.
 */
export function bestValue(
  rows: readonly Pick<ScoredRow, "values">[],
  { key, better }: Pick<TableColumn, "key" | "better">,
): number | undefined {
  if (better === null) return undefined;
  const values = rows
    .filter(({ values: cells }) => isPartition({ values: cells }) && !isLeaked(cells, key))
    .map(({ values: cells }) => cells[key])
    .filter((value) => typeof value === "number");
  if (values.length === 0) return undefined;
  return better === "higher" ? greatest(values) : least(values);
}

type Scores = Pick<RunManifest, "best" | "bestBy">;

/** The winner of a run. */
export function winnerOf({ best, bestBy }: Scores): BestRow | undefined {
  return winningRow(scoredRows(best), bestBy);
}

/** The best rows of a run as rows of a metrics table. */
export function scoredRows(
  best: readonly BestRow[],
): (BestRow & { readonly values: Readonly<Record<string, string | number | null>> })[] {
  return best.map((row) => ({ ...row, values: { ...row.metrics, leaks: row.leaks ?? null } }));
}

/** `ARI genre 0.450`, `ARI genre 0.450 ± 0.031`: the score that made a run's winner the best, with the mark of its doubt; empty without one. */
export function winningScore(run: Scores): string {
  const [key = ""] = run.bestBy;
  const winner = winnerOf(run);
  if (winner === undefined) return "";
  const score = formatScore(winner.metrics[key], winner.deviations?.[key]);
  return `${tableColumn(key).label} ${marked(score, winningDoubt(run))}`;
}

/** What is to be doubted about {@link winningScore}. */
export function winningDoubt(run: Scores): Doubt | null {
  const winner = winnerOf(run);
  return winner === undefined ? null : doubtOf(winner.metrics, run.bestBy[0] ?? "");
}

/** What the mark of {@link winningScore} means, in a sentence; none without a mark. */
export function winningNotes(run: Scores): string[] {
  return doubtMeanings([winningDoubt(run)]);
}

function isBetter(row: ScoredRow, than: ScoredRow, bestBy: readonly string[]): boolean {
  const { values } = row;
  const leaked = (cells: ScoredRow["values"]): boolean => isLeaked(cells, bestBy[0] ?? "");
  if (leaked(values) !== leaked(than.values)) return !leaked(values);
  if (isPartition(row) !== isPartition(than)) return isPartition(row);
  for (const key of bestBy) {
    const sign = metricColumn(key)?.better === "lower" ? -1 : 1;
    const [a, b] = [scoreOf(values[key], sign), scoreOf(than.values[key], sign)];
    if (a !== b) return a > b;
  }
  return false;
}

/** Noise only, or everything in one cluster, agrees with any labels by chance (ARI 0): it is never better than a partition. */
export function isPartition({ values: { n_clusters_found: found } }: Pick<ScoredRow, "values">): boolean {
  return typeof found !== "number" || found >= 2;
}

function scoreOf(value: unknown, sign: number): number {
  return typeof value === "number" ? sign * value : Number.NEGATIVE_INFINITY;
}
