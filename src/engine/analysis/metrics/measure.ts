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
import { NOISE, clusterCount, noiseCount } from "../clustering/labels.ts";
import type { Representation } from "../representations/representation.ts";
import { type Agreement, agreement } from "./agreement.ts";
import { chanceOf, type PermutedLabels } from "./chance.ts";
import { contingency, type KnownClasses } from "./contingency.ts";
import { type Measured, measured, undefinedBecause } from "./measured.ts";
import { SHAPE } from "./shape.ts";
import { type Silhouette, silhouette } from "./silhouette.ts";
import type { MetricTableRow } from "./table.ts";

/** A clustering's row of a task's metrics table. */
export interface MeasuredClustering {
  readonly row: MetricTableRow;
  /** null in the places of noise, and everywhere where silhouettes are undefined. */
  readonly silhouettePerRow: readonly (number | null)[];
  /** Scores that are estimates; left out where all are exact. */
  readonly approximations?: readonly Approximation[];
}

/**
 * Measures one clustering with the reference's conventions: metrics of shape leave noise out, agreement is given with noise
 * as a cluster of its own and without the noise. Where no song has a label, agreement with it is undefined; where all songs
 * are noise, only the reference's own columns have a number, and they only where it is not 1 by there being one label.
 */
export function measureClustering(
  task: Task,
  { name: rep, matrix, holdsLabel }: Pick<Representation, "name" | "matrix" | "holdsLabel">,
  clustering: Clustering,
  classes: KnownClasses,
  permuted: (label: LabelName) => PermutedLabels,
): MeasuredClustering {
  const { method, labels, parameters, marksNoise } = clustering;
  const kept = Array.from(labels.keys()).filter((row) => labels[row] !== NOISE);
  const clusters = kept.map((row) => labels[row]!);
  const points = kept.length === labels.length ? matrix : selectRows(matrix, kept);
  const shape = { points, clusters, silhouette: silhouette(points, clusters) };
  const known: Readonly<Record<LabelName, readonly string[]>> = { language: classes.languages, genre: classes.genres };
  const agreementWith = oncePer((against: LabelName, dropNoise: boolean): Agreement =>
    dropNoise
      ? agreement(
          kept.map((row) => known[against][row]!),
          clusters,
        )
      : agreement(known[against], labels),
  );
  const chanceFor = oncePer((against: LabelName) => chanceOf(contingency(known[against], labels), permuted(against)));
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
    if (known[against].every((label) => label === "")) return undefinedBecause(`no song has a ${against}`);
    const oneLabel = new Set(known[against]).size === 1;
    if (kept.length === 0 && (oneLabel || !REFERENCE_COLUMNS[task].includes(key)))
      return undefinedBecause("all songs are noise");
    return agreementWith(against, dropNoise)[metric];
  };
  const cellOf = (key: string): Measured | { readonly value: Cell } => {
    const column = metricColumn(key) ?? chanceColumn(key);
    if (column === undefined) return { value: counts[key] ?? null };
    if ("statistic" in column) {
      const { statistic, against } = column;
      const score = cellOf(column.of);
      return score.value === null ? score : measured(chanceFor(against)[statistic]);
    }
    if (column.metric === "bic") return { value: clustering.bic ?? null };
    if (column.against === null) return SHAPE[column.metric](shape);
    return agreementIn(key, column.metric, column.against, column.noise === "left-out");
  };
  for (const key of METRIC_TABLES[task].filter((name) => name !== "rep" && name !== "method")) {
    const cell = cellOf(key);
    values[key] = cell.value;
    if ("reason" in cell) reasons[key] = cell.reason;
  }
  return { row: { rep, method, values, reasons }, silhouettePerRow: spread(shape.silhouette, kept, labels.length) };
}

function spread({ perRow }: Silhouette, kept: readonly number[], rows: number): (number | null)[] {
  const out = new Array<number | null>(rows).fill(null);
  if (perRow !== null) kept.forEach((row, at) => (out[row] = perRow[at]!));
  return out;
}
