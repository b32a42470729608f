import { type LabelName, METRIC_TABLES, metricColumn } from "../../../shared/contract/metrics.ts";
import type { Task } from "../../../shared/contract/settings.ts";
import { type Matrix, selectRows } from "../../core/matrix.ts";
import { type Clustering } from "../clustering/method.ts";
import { NOISE, clusterCount, noiseCount } from "../clustering/labels.ts";
import { type Agreement, agreement } from "./agreement.ts";
import { type Measured, undefinedBecause } from "./measured.ts";
import { SHAPE } from "./shape.ts";
import { type Silhouette, silhouette } from "./silhouette.ts";
import type { MetricTableRow } from "./table.ts";

export interface KnownClasses {
  readonly languages: readonly string[];
  /** Empty strings (unknown) are a class like any other, as in the reference. */
  readonly genres: readonly string[];
}

/** A clustering's row of a task's metrics table. */
export interface MeasuredClustering {
  readonly row: MetricTableRow;
  /** null in the places of noise, and everywhere where silhouettes are undefined. */
  readonly silhouettePerRow: readonly (number | null)[];
}

/**
 * Measures one clustering with the reference's conventions: metrics of shape leave noise out, agreement is given with noise
 * as a cluster of its own and without the noise. Where no song has a label, agreement with it is undefined.
 * @param rep the representation's name
 */
export function measureClustering(
  task: Task,
  rep: string,
  matrix: Matrix,
  clustering: Clustering,
  classes: KnownClasses,
): MeasuredClustering {
  const { method, labels, parameters, marksNoise } = clustering;
  const kept = Array.from(labels.keys()).filter((row) => labels[row] !== NOISE);
  const clusters = kept.map((row) => labels[row]!);
  const points = kept.length === labels.length ? matrix : selectRows(matrix, kept);
  const shape = { points, clusters, silhouette: silhouette(points, clusters) };
  const known: Readonly<Record<LabelName, readonly string[]>> = { language: classes.languages, genre: classes.genres };
  const agreements = new Map<string, Agreement>();
  const agreementWith = (against: LabelName, dropNoise: boolean): Agreement => {
    const key = `${against} ${dropNoise}`;
    const [of, found] = dropNoise ? [kept.map((row) => known[against][row]!), clusters] : [known[against], labels];
    const value = agreements.get(key) ?? agreement(of, found);
    agreements.set(key, value);
    return value;
  };
  const counts: MetricTableRow["values"] = {
    dim: matrix.cols,
    n_clusters_found: clusterCount(labels),
    // The reference's Medium table has the number for the method that marks noise alone.
    n_noise: marksNoise || task !== "medium" ? noiseCount(labels) : null,
    ...parameters,
  };

  const values: Record<string, MetricTableRow["values"][string]> = {};
  const reasons: Record<string, string> = {};
  for (const key of METRIC_TABLES[task].filter((name) => name !== "rep" && name !== "method")) {
    const column = metricColumn(key);
    if (column === undefined) {
      values[key] = counts[key] ?? null;
      continue;
    }
    if (column.metric === "bic") {
      values[key] = clustering.bic ?? null;
      continue;
    }
    let cell: Measured;
    if (column.against === null) cell = SHAPE[column.metric](shape);
    else if (known[column.against].every((label) => label === ""))
      cell = undefinedBecause(`no song has a ${column.against}`);
    else cell = agreementWith(column.against, column.noise === "left-out")[column.metric];
    values[key] = cell.value;
    if (cell.value === null) reasons[key] = cell.reason;
  }
  return { row: { rep, method, values, reasons }, silhouettePerRow: spread(shape.silhouette, kept, labels.length) };
}

function spread({ perRow }: Silhouette, kept: readonly number[], rows: number): (number | null)[] {
  const out = new Array<number | null>(rows).fill(null);
  if (perRow !== null) kept.forEach((row, at) => (out[row] = perRow[at]!));
  return out;
}
