import { chanceColumn, METRIC_TABLES, metricColumn } from "./metrics.ts";
import type { Task } from "./settings.ts";

// The table of a run of several seeds: `metrics_<task>_seeds.csv`.

/** Columns of the metrics table that are counted afresh with every seed, beside its scores. */
const COUNTS: readonly string[] = ["n_clusters_found", "n_noise"];

/** The columns of a task's metrics table whose mean and deviation over the seeds are told, in the order of the table. */
export function seedScores(task: Task): string[] {
  return METRIC_TABLES[task].filter(
    (key) => COUNTS.includes(key) || (metricColumn(key) ?? chanceColumn(key)) !== undefined,
  );
}

/** The columns of a task's table of seeds, in the order of the file. */
export function seedColumns(task: Task): string[] {
  const names = METRIC_TABLES[task].filter((key) => key === "rep" || key === "method");
  const scores = seedScores(task).flatMap((key) => [meanColumn(key), deviationColumn(key)]);
  return [...names, "seeds", "stability", ...scores];
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

/** What the stability of a clustering means, for people. */
export const STABILITY = {
  key: "stability",
  label: "Stability",
  better: null,
  meaning:
    "Mean adjusted Rand index of every two seeds' clusterings: 1 is the same clusters with every seed, 0 is chance.",
} as const;

/** From so many seeds on, mean and deviation say something: what the report advises to a run of one. */
export const ADVISED_SEEDS = 5;
