import { deviationColumn, meanColumn, OWN_SEED_SCORES, seedScores } from "../../../shared/contract/seeds.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import type { MethodResult } from "../clustering/clustered.ts";
import type { MetricTableRow } from "../metrics/table.ts";
import { coAssignment } from "./co-assignment.ts";
import { stability } from "./stability.ts";

/** What one seed made of a representation by a method. */
export type SeedClustering = Pick<MethodResult, "labels" | "row">;

/** What several seeds came to for one representation and method. */
export interface SeedResult {
  /** A row of the table of seeds. */
  readonly row: MetricTableRow;
  /** The first seed's clusters, one per song; −1 is noise. */
  readonly labels: Int32Array;
  /** One per song, of the first seed's clusters: see `coAssignment`. */
  readonly coAssignment: Float64Array;
}

/**
 * Mean and standard deviation (n − 1) of every score over the seeds, stability, and each song's co-assignment.
 *
 * A score that is undefined with one seed or more has neither mean nor deviation: the mean of the others would be that of
 * the seeds in which the method worked. The row's reasons say with how many seeds it is undefined, and why.
 *
 * @param bySeed the same representation and method with each seed in order, at least two
 */
export function seedResult(task: Task, bySeed: readonly SeedClustering[]): SeedResult {
  const [first, ...others] = bySeed as [SeedClustering, ...SeedClustering[]];
  const values: Record<string, MetricTableRow["values"][string]> = {
    seeds: bySeed.length,
    stability: stability(bySeed.map(({ labels }) => labels)),
    leaks: first.row.values["leaks"] ?? null,
  };
  const reasons: Record<string, string> = {};
  const own = OWN_SEED_SCORES.filter((key) => key in first.row.values);
  for (const key of [...seedScores(task), ...own]) {
    const numbers = bySeed.map(({ row }) => row.values[key]).filter((value) => typeof value === "number");
    const spread = numbers.length === bySeed.length ? meanAndDeviation(numbers) : null;
    const reason = spread === null ? reasonOf(key, bySeed, bySeed.length - numbers.length) : undefined;
    for (const [column, value] of [
      [meanColumn(key), spread?.mean ?? null],
      [deviationColumn(key), spread?.deviation ?? null],
    ] as const) {
      values[column] = value;
      if (reason !== undefined) reasons[column] = reason;
    }
  }
  const { rep, method } = first.row;
  return {
    row: { rep, method, values, reasons },
    labels: first.labels,
    coAssignment: coAssignment(
      first.labels,
      others.map(({ labels }) => labels),
    ),
  };
}

/** @param values at least two */
function meanAndDeviation(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const [first = NaN] = values;
  // The sum of equal numbers over their count can miss them by a rounding.
  if (values.every((value) => value === first)) return { mean: first, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Undefined for a number that the table never has for this method, such as the noise of one that marks none. */
function reasonOf(key: string, bySeed: readonly SeedClustering[], lacking: number): string | undefined {
  const why = new Set(bySeed.flatMap(({ row }) => row.reasons[key] ?? []));
  if (why.size === 0) return undefined;
  const seeds = lacking === bySeed.length ? "every seed" : `${lacking} of ${bySeed.length} seeds`;
  return `undefined with ${seeds}: ${[...why].join("; ")}`;
}
