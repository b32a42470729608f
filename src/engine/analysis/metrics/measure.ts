import type { Approximation } from "../../../shared/contract/scale/approximation.ts";
import {
  type AgreementMetric,
  chanceColumn,
  type LabelName,
  METRIC_TABLES,
  metricColumn,
  REFERENCE_COLUMNS,
} from "../../../shared/contract/metrics.ts";
import type { Cell } from "../../../shared/csv.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import { selectRows } from "../../core/matrix.ts";
import { oncePer } from "../../core/once-per.ts";
import { type Clustering } from "../clustering/method.ts";
import { type Control, createPause } from "../pause.ts";
import { paused } from "../turns.ts";
import { NOISE, clusterCount, noiseCount } from "../clustering/labels.ts";
import type { Representation } from "../representations/representation.ts";
import { type Agreement, agreement } from "./agreement.ts";
import { chanceInTurns, type Permuted } from "./chance.ts";
import { contingency, type KnownClasses } from "./contingency.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";
import { SHAPE } from "./shape.ts";
import { type Silhouette, silhouette } from "./silhouette.ts";
import type { MetricTableRow } from "./table.ts";

/** A clustering's row of a task's metrics table. */
export interface MeasuredClustering {
  readonly row: MetricTableRow;
  /** NaN in the places of noise; null where no row has one. */
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
  { seed, control = {} }: { readonly seed: number; readonly control?: Control },
): Promise<MeasuredClustering> {
  const { method, labels, parameters, marksNoise } = clustering;
  const pause = createPause(control);
  const kept = rowsInClusters(labels);
  const clusters = kept.length === labels.length ? labels : Int32Array.from(kept, (row) => labels[row]!);
  const points = kept.length === labels.length ? matrix : selectRows(matrix, kept);
  const shape = { points, clusters, silhouette: silhouette(points, clusters) };
  const known: Readonly<Record<LabelName, readonly string[]>> = { language: classes.languages, genre: classes.genres };
  const agreementWith = oncePer((against: LabelName, dropNoise: boolean): Agreement =>
    dropNoise
      ? agreement(
          Array.from(kept, (row) => known[against][row]!),
          clusters,
        )
      : agreement(known[against], labels),
  );
  const chanceFor = oncePer(async (against: LabelName) => {
    const drawn = await permuted(against, seed, () => pause(0));
    return paused(chanceInTurns(contingency(known[against], labels), drawn), () => pause(0));
  });
  const hasLabels = oncePer((against: LabelName) => known[against].some((label) => label !== ""));
  const hasOneLabel = oncePer((against: LabelName) => new Set(known[against]).size === 1);
  const counts: MetricTableRow["values"] = {
    dim: matrix.cols,
    n_clusters_found: clusterCount(labels),
    // The reference's Medium table has the number for the method that marks noise alone.
    n_noise: marksNoise || task !== "medium" ? noiseCount(labels) : null,
    ...parameters,
    leaks: holdsLabel,
  };

  const values: Record<string, MetricTableRow["values"][string]> = {};
  const reasons: Record<string, string> = {};
  const agreementIn = (key: string, metric: AgreementMetric, against: LabelName, dropNoise: boolean): Measured => {
    if (!hasLabels(against)) return undefinedBecause(`no song has a ${against}`);
    if (kept.length === 0 && (hasOneLabel(against) || !REFERENCE_COLUMNS[task].includes(key)))
      return undefinedBecause("all songs are noise");
    return agreementWith(against, dropNoise)[metric];
  };
  const cellOf = async (key: string): Promise<Measured | { readonly value: Cell }> => {
    const column = metricColumn(key) ?? chanceColumn(key);
    if (column === undefined) return { value: counts[key] ?? null };
    if ("statistic" in column) {
      const { statistic, against } = column;
      const score = await cellOf(column.of);
      return score.value === null ? score : measured((await chanceFor(against))[statistic]);
    }
    if (column.metric === "bic") return { value: clustering.bic ?? null };
    if (column.against === null) return SHAPE[column.metric](shape);
    return agreementIn(key, column.metric, column.against, column.noise === "left-out");
  };
  for (const key of METRIC_TABLES[task].filter((name) => name !== "rep" && name !== "method")) {
    await pause(0);
    const cell = await cellOf(key);
    values[key] = cell.value;
    if ("reason" in cell) reasons[key] = cell.reason;
  }
  return { row: { rep, method, values, reasons }, silhouettePerRow: spread(shape.silhouette, kept, labels.length) };
}

function rowsInClusters(labels: Int32Array): Uint32Array {
  const kept = new Uint32Array(labels.length - noiseCount(labels));
  let next = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] !== NOISE) kept[next++] = row;
  return kept;
}

function spread({ perRow }: Silhouette, kept: Uint32Array, rows: number): Float64Array | null {
  if (perRow === null || perRow.length === rows) return perRow;
  const out = new Float64Array(rows).fill(NaN);
  for (let at = 0; at < kept.length; at++) out[kept[at]!] = perRow[at]!;
  return out;
}
