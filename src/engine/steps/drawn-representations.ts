import { bestRow } from "../analysis/metrics/table.ts";
import type { ClusteredRepresentation } from "../analysis/clustering/clustered.ts";

/** The representations that get maps and pictures: those named, and the hybrid whose best method is best. */
export function drawnRepresentations(
  clustered: readonly ClusteredRepresentation[],
  bestBy: readonly string[],
  names: readonly string[],
): ClusteredRepresentation[] {
  const hybrids = clustered.filter(({ representation }) => representation.name.startsWith("hybrid_"));
  const best = bestRow(
    hybrids.flatMap(({ methods }) => methods.map(({ row }) => row)),
    bestBy,
  )?.rep;
  return clustered.filter(({ representation: { name } }) => names.includes(name) || name === best);
}
