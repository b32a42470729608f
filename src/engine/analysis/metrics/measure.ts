import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import { chanceColumn, metricColumn, metricTable, REFERENCE_COLUMNS } from "../../../shared/contract/metrics.ts";
import { formatNumber } from "../../../shared/format.ts";
import type { Cell } from "../../../shared/csv.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import { type Clustering } from "../clustering/method.ts";
import { createRng } from "../../core/rng.ts";
import { partitionOf } from "../partition.ts";
import { createPause } from "../pause.ts";
import { NOISE, clusterCount, noiseCount } from "../clustering/labels.ts";
import type { Representation } from "../representations/representation.ts";
import { agreementCells } from "./agreement-cells.ts";
import type { Permuted } from "./chance.ts";
import type { KnownClasses } from "./contingency.ts";
import type { Measured } from "./measured.ts";
import { SHAPE } from "./shape.ts";
import { type JudgeOptions, judgedSilhouette } from "./judged-silhouette.ts";
import type { MetricTableRow } from "./table.ts";

/** A clustering's row of a task's metrics table. */
export interface MeasuredClustering {
  readonly row: MetricTableRow;
  /** NaN in the places of noise and of songs that were not judged; null where no row has one. */
  readonly silhouettePerRow: Float64Array | null;
  /** Scores that are estimates; left out where all are exact. */
  readonly approximations?: readonly Approximation[];
}

/**
 * Measures one clustering with the reference's conventions: metrics of shape leave noise out, agreement is given with noise
 * as a cluster of its own and without the noise. Where no song has a label, agreement with it is undefined; where all songs
 * are noise, only the reference's own columns have a number, and they only where it is not 1 by there being one label.
 */
export async function measureClustering(
  task: Task,
  { name: rep, matrix, holdsLabel }: Pick<Representation, "name" | "matrix" | "holdsLabel">,
  clustering: Clustering,
  classes: KnownClasses,
  permuted: Permuted,
  { seed, ...options }: JudgeOptions & { readonly seed: number },
): Promise<MeasuredClustering> {
  const { method, labels, parameters, marksNoise } = clustering;
  const pause = createPause(options.control ?? {});
  const partition = partitionOf(matrix, labels, NOISE);
  const judged = await judgedSilhouette(matrix, partition, createRng(seed, "silhouette", rep, method), options);
  const shape = { points: matrix, partition, silhouette: judged };
  const cells = agreementCells({ labels, classes, permuted, seed, pause });
  const counts: MetricTableRow["values"] = {
    dim: matrix.cols,
    n_clusters_found: clusterCount(labels),
    // The reference's Medium table has the number for the method that marks noise alone.
    n_noise: marksNoise || task !== "medium" ? noiseCount(labels) : null,
    ...parameters,
    leaks: holdsLabel,
    n_own: classes.own?.filter((label) => label !== "").length ?? null,
  };

  const values: Record<string, MetricTableRow["values"][string]> = {};
  const reasons: Record<string, string> = {};
  const cellOf = async (key: string): Promise<Measured | { readonly value: Cell }> => {
    const column = metricColumn(key) ?? chanceColumn(key);
    if (column === undefined) return { value: counts[key] ?? null };
    if ("statistic" in column) {
      const score = await cellOf(column.of);
      return score.value === null ? score : cells.chance(column);
    }
    if (column.metric === "bic") return { value: clustering.bic ?? null };
    if (column.against === null) return SHAPE[column.metric](shape);
    return cells.score(column, REFERENCE_COLUMNS[task].includes(key));
  };
  const keys = metricTable(task, classes.own !== undefined);
  for (const key of keys.filter((name) => name !== "rep" && name !== "method")) {
    await pause(0);
    const cell = await cellOf(key);
    values[key] = cell.value;
    if ("reason" in cell) reasons[key] = cell.reason;
  }
  const { perRow, estimate, overall } = judged;
  const measuredRow = { row: { rep, method, values, reasons }, silhouettePerRow: perRow };
  if (estimate === undefined) return measuredRow;
  const { judged: songs, low, high } = estimate;
  const text = `The mean of ${formatNumber(songs)} songs drawn by the seed, each judged against all.`;
  const measure = { name: "mean", value: overall.value!, low, high };
  return { ...measuredRow, approximations: [{ kind: "silhouette", about: clustering.label, text, measure }] };
}
