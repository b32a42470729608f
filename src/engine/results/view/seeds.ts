import { spreadOf, STABILITY } from "../../../shared/contract/seeds.ts";
import type { ViewClustering } from "../../../shared/contract/view.ts";
import type { MetricTableRow } from "../../analysis/metrics/table.ts";
import { VIEW_FILES, writeViewArray } from "./files.ts";
import type { ViewSourceClustering } from "./source.ts";

/** Writes what the run's seeds came to for a clustering; nothing in a run of one seed. */
export async function writeSeedsView(
  viewFolder: string,
  { seeds }: Pick<ViewSourceClustering, "seeds">,
  columns: readonly string[],
  keys: { readonly rep: number; readonly clustering: number },
): Promise<Pick<ViewClustering, "stability" | "coAssignment" | "spread">> {
  if (seeds === undefined) return {};
  const { row, coAssignment } = seeds;
  const data = Float32Array.from(coAssignment);
  return {
    stability: Number(row.values[STABILITY.key]),
    coAssignment: await writeViewArray(viewFolder, VIEW_FILES.coAssignment, { shape: [data.length], data }, keys),
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
