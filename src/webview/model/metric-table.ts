import { metricColumn, tableColumn, type TableColumn } from "../../shared/contract/metrics.ts";
import type { ViewClustering, ViewManifest, ViewRepresentation } from "../../shared/contract/view.ts";
import { compareValues, type Sort } from "./sort.ts";

/** One clustering of one representation. */
export interface MetricRow {
  readonly representation: ViewRepresentation;
  readonly clustering: ViewClustering;
}

/**
 * The columns to show. Agreement with labels is computed twice, with noise as a cluster of its own and without the noise;
 * showing one of the two halves the table.
 */
export function metricColumns({ metricColumns: keys }: ViewManifest, withoutNoise: boolean): TableColumn[] {
  const hidden = withoutNoise ? "counted" : "left-out";
  return keys.filter((key) => metricColumn(key)?.noise !== hidden).map(tableColumn);
}

/** Whether there is agreement without the noise to choose. */
export function hasNoiseChoice({ metricColumns: keys }: ViewManifest): boolean {
  return keys.some((key) => metricColumn(key)?.noise === "left-out");
}

/** Every clustering, sorted by a metric with the undefined last, else in the order of the run. */
export function metricRows({ representations }: ViewManifest, { column, descending }: Sort): MetricRow[] {
  const rows = representations.flatMap((representation) =>
    representation.clusterings.map((clustering) => ({ representation, clustering })),
  );
  if (column === null) return rows;
  const valueOf = ({ representation, clustering }: MetricRow): string | number | null => {
    if (column === "representation") return representation.label;
    return column === "method" ? clustering.label : (clustering.metrics[column] ?? null);
  };
  return rows.sort((a, b) => compareValues(valueOf(a), valueOf(b), descending));
}
