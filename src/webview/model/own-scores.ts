import type { LabelScores, OwnScores } from "../../shared/contract/panel/own-scores.ts";
import type { ViewClustering, ViewManifest } from "../../shared/contract/view.ts";
import type { MetricRow } from "./metric-table.ts";

/** The run with its scores against the user's own labels as they are now, in the place of those that it was written with. */
export function withOwnScores(manifest: ViewManifest, scores: OwnScores | null): ViewManifest {
  if (scores === null) return manifest;
  const { columns, clusterings } = scores;
  const scoresOf = (rep: string, by: string): LabelScores | undefined =>
    clusterings.find(({ representation, method }) => representation === rep && method === by);
  return {
    ...manifest,
    metricColumns: [...manifest.metricColumns.filter((key) => !columns.includes(key)), ...columns],
    representations: manifest.representations.map((representation) => ({
      ...representation,
      clusterings: representation.clusterings.map((clustering): ViewClustering => {
        const { spread = {} } = clustering;
        const kept = Object.entries(spread).filter(([key]) => !columns.includes(key));
        return {
          ...clustering,
          ...joined(clustering, scoresOf(representation.name, clustering.method)),
          ...(clustering.spread && { spread: Object.fromEntries(kept) }),
        };
      }),
    })),
  };
}

/** The row of what is tuned with the same. */
export function tunedWithOwnScores(row: MetricRow | null, scores: OwnScores | null): MetricRow | null {
  const tuned = scores?.tuned ?? null;
  if (row === null || tuned === null) return row;
  return { ...row, clustering: { ...row.clustering, ...joined(row.clustering, tuned) } };
}

function joined({ metrics, reasons }: LabelScores, own: LabelScores | undefined): LabelScores {
  return { metrics: { ...metrics, ...own?.metrics }, reasons: { ...reasons, ...own?.reasons } };
}
