import { spreadOf, STABILITY } from "../../../shared/contract/seeds.ts";
import type { ViewClustering } from "../../../shared/contract/view.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import type { RowWriter } from "./write-rows.ts";
import type { ViewSourceClustering } from "./source.ts";

/** Writes what the run's seeds came to for a clustering; nothing in a run of one seed. @param rows of co-assignments */
export async function writeSeedsView(
  rows: RowWriter,
  { seeds }: Pick<ViewSourceClustering, "seeds">,
  columns: readonly string[],
): Promise<Pick<ViewClustering, "stability" | "coAssignment" | "spread">> {
  if (seeds === undefined) return {};
  const { row, coAssignment } = seeds;
  return {
    stability: Number(row.values[STABILITY.key]),
    coAssignment: await rows.add(coAssignment),
    spread: spreadsOf(row, columns),
  };
}

/** Deviations of a row of the table of seeds. */
export function spreadsOf(
  { values }: Pick<MetricTableRow, "values">,
  columns: readonly string[],
): NonNullable<ViewClustering["spread"]> {
  return Object.fromEntries(
    columns.flatMap((column) => {
      const spread = spreadOf(values, column);
      return spread === undefined ? [] : [[column, spread]];
    }),
  );
}
