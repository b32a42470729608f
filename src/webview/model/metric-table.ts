import { bestValue } from "../../shared/best-row.ts";
import { metricColumn, tableColumn, type TableColumn } from "../../shared/contract/metrics.ts";
import { STABILITY } from "../../shared/contract/seeds.ts";
import { groupBy } from "../../shared/group-by.ts";
import { formatScore } from "../../shared/format.ts";
import type { ViewManifest, ViewRepresentation } from "../../shared/contract/view.ts";
import type { Shown, ShownClustering } from "../data/shown.ts";
import { compareValues, type Sort } from "./sort.ts";

/** One clustering of one representation. */
export interface MetricRow {
  readonly representation: Pick<ViewRepresentation, "name" | "label" | "holdsLabel">;
  readonly clustering: ShownClustering;
  /** It is the tuned one that is shown, and none of the run's. */
  readonly tuned?: true;
  /** The others of a method that call all songs noise as well: one row is enough for all. */
  readonly alike?: readonly ShownClustering[];
}

/**
 * The columns to show. Agreement with labels is computed twice, with noise as a cluster of its own and without the noise;
 * showing one of the two halves the table. Runs of several seeds have their stability before the scores.
 */
export function metricColumns(
  { metricColumns: keys, representations }: ViewManifest,
  withoutNoise: boolean,
): TableColumn[] {
  const hidden = withoutNoise ? "counted" : "left-out";
  const columns = keys.filter((key) => metricColumn(key)?.noise !== hidden).map(tableColumn);
  const hasSeeds = representations.some(({ clusterings }) =>
    clusterings.some(({ stability }) => stability !== undefined),
  );
  if (!hasSeeds) return columns;
  const scores = columns.findIndex(({ key }) => metricColumn(key) !== undefined);
  return columns.toSpliced(scores, 0, STABILITY);
}

/** A clustering's number in a column; null where it is undefined. */
export function metricValue({ metrics, stability }: ShownClustering, key: string): number | null {
  return (key === STABILITY.key ? stability : metrics[key]) ?? null;
}

/** The best value of each column among some rows; none where nothing of it is better than another. */
export function bestValues(
  rows: readonly MetricRow[],
  columns: readonly TableColumn[],
): ReadonlyMap<string, number | undefined> {
  const values = rows.map((row) => ({ values: tableValues(row) }));
  return new Map(columns.map((column) => [column.key, bestValue(values, column)]));
}

/** The row as the table of the run has it: with the label that its representation contains. */
export function tableValues({
  representation,
  clustering,
}: MetricRow): Readonly<Record<string, string | number | null>> {
  return { ...clustering.metrics, leaks: representation.holdsLabel ?? null };
}

/** The number as people read it; with its deviation in a run of several seeds, where a count has one. */
export function metricText(clustering: ShownClustering, key: string): string {
  const { mean = metricValue(clustering, key), deviation } = clustering.spread?.[key] ?? {};
  const isCount = metricColumn(key) === undefined;
  return formatScore(mean, isCount && deviation === 0 ? undefined : deviation);
}

/** Whether there is agreement without the noise to choose. */
export function hasNoiseChoice({ metricColumns: keys }: ViewManifest): boolean {
  return keys.some((key) => metricColumn(key)?.noise === "left-out");
}

/** What is tuned and shown, before the run's own rows; null where that is the run's. */
export function tunedRow({ tuned, clustering }: Shown): MetricRow | null {
  return tuned === null ? null : { representation: tuned.representation, clustering, tuned: true };
}

/** Every clustering, sorted by a metric with the undefined last, else in the order of the run. */
export function metricRows({ representations }: ViewManifest, { column, descending }: Sort): MetricRow[] {
  const rows = representations.flatMap((representation) =>
    withoutAlike(representation.clusterings.map((clustering) => ({ representation, clustering }))),
  );
  if (column === null) return rows;
  const valueOf = ({ representation, clustering }: MetricRow): string | number | null => {
    if (column === "representation") return representation.label;
    return column === "method" ? clustering.label : metricValue(clustering, column);
  };
  return rows.sort((a, b) => compareValues(valueOf(a), valueOf(b), descending));
}

/** A representation's rows; of those of one method in which all songs are noise, the first with the others. */
function withoutAlike(rows: readonly MetricRow[]): MetricRow[] {
  const methodOf = ({ clustering }: MetricRow): string => /^[a-z]+/.exec(clustering.method)?.[0] ?? "";
  const found = groupBy(
    rows.filter(({ clustering }) => clustering.metrics["n_clusters_found"] === 0),
    methodOf,
  );
  return rows.flatMap((row): MetricRow[] => {
    const group = row.clustering.metrics["n_clusters_found"] === 0 ? found.get(methodOf(row))! : [row];
    if (group[0] !== row) return [];
    return [group.length === 1 ? row : { ...row, alike: group.slice(1).map(({ clustering }) => clustering) }];
  });
}
