import { meanColumn } from "../../../shared/contract/seeds.ts";
import type { ClusteredRepresentation } from "../clustering/clustered.ts";
import type { MetricTableRow } from "../metrics/table.ts";
import type { SeedResult } from "./seed-table.ts";

type RowName = Pick<MetricTableRow, "rep" | "method">;

/** What belongs to a row of the metrics table; undefined in a run of one seed. */
export function seedRowOf(name: RowName, seeds: readonly MetricTableRow[]): MetricTableRow | undefined {
  return seeds.find(({ rep, method }) => rep === name.rep && method === name.method);
}

/** A row with the means over the seeds for its scores, by which it is judged; in a run of one seed, the row itself. */
export function meanRow(row: MetricTableRow, seedRow: MetricTableRow | undefined): MetricTableRow {
  if (seedRow === undefined) return row;
  const values = { ...row.values };
  const reasons = { ...row.reasons };
  for (const key of Object.keys(values)) {
    const mean = seedRow.values[meanColumn(key)];
    if (mean === undefined) continue;
    values[key] = mean;
    const reason = seedRow.reasons[meanColumn(key)];
    if (reason !== undefined) reasons[key] = reason;
  }
  return { ...row, values, reasons };
}

/** {@link meanRow} of every row. */
export function meanRows(rows: readonly MetricTableRow[], seeds: readonly MetricTableRow[]): MetricTableRow[] {
  return rows.map((row) => meanRow(row, seedRowOf(row, seeds)));
}

/** The first seed's clusterings with the scores by which they are judged. */
export function withMeans(
  clustered: readonly ClusteredRepresentation[],
  seeds: readonly SeedResult[],
): ClusteredRepresentation[] {
  const rows = seeds.map(({ row }) => row);
  return clustered.map(({ representation, methods }) => ({
    representation,
    methods: methods.map((method) => ({ ...method, row: meanRow(method.row, seedRowOf(method.row, rows)) })),
  }));
}
