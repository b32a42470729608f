import { chanceColumn, METRIC_TABLES, metricColumn, OWN_COLUMNS, tableColumn, type TableColumn } from "./metrics.ts";
import { TASKS, type Task } from "./settings.ts";

// The table of a run of several seeds: `metrics_<task>_seeds.csv`.

/** Columns of the metrics table that are counted afresh with every seed, beside its scores. */
const COUNTS: readonly string[] = ["n_clusters_found", "n_noise"];

/** The columns of a task's metrics table whose mean and deviation over the seeds are told, in the order of the table. */
export function seedScores(task: Task): string[] {
  return METRIC_TABLES[task].filter(isCounted);
}

/** As {@link seedScores}, of the scores against the user's own labels. */
export const OWN_SEED_SCORES: readonly string[] = OWN_COLUMNS.filter(isCounted);

function isCounted(key: string): boolean {
  return COUNTS.includes(key) || (metricColumn(key) ?? chanceColumn(key)) !== undefined;
}

/** The columns of a task's table of seeds, in the order of the file. */
export function seedColumns(task: Task): string[] {
  const names = METRIC_TABLES[task].filter((key) => key === "rep" || key === "method");
  const scores = seedScores(task).flatMap(spreadColumns);
  const leaks = METRIC_TABLES[task].filter((key) => key === "leaks");
  return [...names, "seeds", "stability", ...scores, ...leaks];
}

/** The columns of what several seeds came to for a score. */
export function spreadColumns(key: string): readonly string[] {
  return [meanColumn(key), deviationColumn(key)];
}

/** The column of a score's mean over the seeds. */
export function meanColumn(key: string): string {
  return `${key}_mean`;
}

/** The column of a score's standard deviation over the seeds (n − 1). */
export function deviationColumn(key: string): string {
  return `${key}_sd`;
}

/** What a score came to with several seeds. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation (n − 1). */
  readonly deviation: number;
}

/** A score's mean and deviation in a row of the table of seeds; undefined where it is undefined with a seed. */
export function spreadOf(values: Readonly<Record<string, unknown>>, key: string): Spread | undefined {
  const mean = values[meanColumn(key)];
  const deviation = values[deviationColumn(key)];
  return typeof mean === "number" && typeof deviation === "number" ? { mean, deviation } : undefined;
}

/** The column of the stability. */
export const STABILITY = tableColumn("stability");

/** From so many seeds on, mean and deviation say something: what the report advises to a run of one. */
export const ADVISED_SEEDS = 5;

/** A column of the table of seeds that says something of a column of the metrics table. */
interface SeedColumn extends TableColumn {
  /** The metrics table's column. */
  readonly of: string;
}

const COLUMNS: ReadonlyMap<string, SeedColumn> = new Map(
  [...TASKS.flatMap(seedScores), ...OWN_SEED_SCORES]
    .map(tableColumn)
    .flatMap((column): SeedColumn[] => [
      { ...column, key: meanColumn(column.key), label: `${column.label}, mean`, of: column.key },
      {
        ...column,
        key: deviationColumn(column.key),
        label: `${column.label}, deviation`,
        better: null,
        of: column.key,
      },
    ])
    .map((column) => [column.key, column]),
);

/** The column of the table of seeds by its name; undefined for one that says nothing of a score. */
export function seedColumn(key: string): SeedColumn | undefined {
  return COLUMNS.get(key);
}
