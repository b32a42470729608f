import { doubtNotes, doubtOf, marked } from "../../shared/doubt.ts";
import { formatCell, formatSeeded } from "../../shared/format.ts";
import { tableColumn, type TableColumn } from "../../shared/contract/metrics.ts";
import { ADVISED_SEEDS, spreadOf, STABILITY } from "../../shared/contract/seeds.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";
import { meanRow, seedRowOf } from "../analysis/seeds/mean-rows.ts";

/** A run's scores as people read them: mean ± deviation and the stability where it has several seeds. */
export interface ReadableScores {
  /** The rows by which they are judged: with the means over the seeds. */
  readonly rows: readonly MetricTableRow[];
  readonly columns: readonly TableColumn[];
  /** A row's cells in the order of the columns. */
  readonly cells: (row: MetricTableRow) => string[];
  /** What the marks of doubtful scores in these rows mean, a sentence each. */
  readonly marks: (rows: readonly MetricTableRow[]) => string[];
  /** Why cells are empty. */
  readonly reasons: ReadonlySet<string>;
}

/**
 * @param seeds rows of the table of seeds; none in a run of one seed
 * @param keys columns of the metrics table
 */
export function readableScores(
  rows: readonly MetricTableRow[],
  seeds: readonly MetricTableRow[],
  keys: readonly string[],
): ReadableScores {
  const bySeeds = new Map(rows.map((row) => [row, seedRowOf(row, seeds)]));
  const judged = new Map(Array.from(bySeeds, ([row, seedRow]) => [meanRow(row, seedRow), seedRow]));
  return {
    rows: [...judged.keys()],
    columns: [...keys.map(tableColumn), ...(seeds.length > 0 ? [STABILITY] : [])],
    cells: (row) => {
      const seedRow = judged.get(row);
      const scores = keys.map((key) =>
        marked(formatSeeded(row.values[key], seedRow && spreadOf(seedRow.values, key)), doubtOf(row.values, key)),
      );
      return seedRow === undefined ? scores : [...scores, formatCell(seedRow.values[STABILITY.key])];
    },
    marks: (shown) => doubtNotes(shown, keys),
    reasons: new Set((seeds.length > 0 ? seeds : rows).flatMap(({ reasons }) => Object.values(reasons))),
  };
}

/** What the scores are of: one seed, or the mean of several. */
export function seedNote({ seed, seeds }: { readonly seed: number; readonly seeds: number }): string {
  return seeds > 1
    ? `Mean ± standard deviation over ${seeds} seeds, ${seed} to ${seed + seeds - 1}; clusters, maps and networks are those of seed ${seed}. A score that is undefined with one of them has no mean.`
    : `One seed proves nothing: networks and random starts come out differently with another. --seeds ${ADVISED_SEEDS} tells the mean, how far it varies, and how stable the clusters are.`;
}
