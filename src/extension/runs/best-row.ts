import { metricColumn } from "../../shared/contract/metrics.ts";
import type { BestRow, RunManifest } from "../../shared/contract/run.ts";
import { formatNumber } from "../common/words.ts";

type Scored = Pick<RunManifest, "best" | "bestBy">;

/** The best row of a run: the first metric of `bestBy` decides, the next break ties. Undefined if none has a score. */
export function bestRow({ best, bestBy }: Scored): BestRow | undefined {
  const [first] = bestBy;
  if (first === undefined) return undefined;
  return best
    .filter(({ metrics }) => typeof metrics[first] === "number")
    .reduce<BestRow | undefined>(
      (leader, row) => (leader === undefined || isBetter(row, leader, bestBy) ? row : leader),
      undefined,
    );
}

/** `ARI genre 0.45`: the score that made a run's best row the best; empty without one. */
export function bestScore(run: Scored): string {
  const row = bestRow(run);
  const [first] = run.bestBy;
  if (row === undefined || first === undefined) return "";
  return `${metricColumn(first)?.label ?? first} ${formatNumber(row.metrics[first])}`;
}

function isBetter(a: BestRow, b: BestRow, bestBy: readonly string[]): boolean {
  for (const key of bestBy) {
    const difference = (a.metrics[key] ?? Number.NaN) - (b.metrics[key] ?? Number.NaN);
    if (Number.isNaN(difference) || difference === 0) continue;
    return metricColumn(key)?.better === "lower" ? difference < 0 : difference > 0;
  }
  return false;
}
