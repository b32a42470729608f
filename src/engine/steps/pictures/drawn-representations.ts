import { bestRow } from "../../../shared/best-row.ts";
import type { ClusteredRepresentation } from "../../analysis/clustering/clustered.ts";

/** The representations that get maps and pictures: those that always do, and of the others the one whose best method is best. */
export function drawnRepresentations(
  clustered: readonly ClusteredRepresentation[],
  bestBy: readonly string[],
): ClusteredRepresentation[] {
  const candidates = clustered.filter(({ representation }) => representation.drawn === "best");
  const best = bestRow(
    candidates.flatMap(({ methods }) => methods.map(({ row }) => row)),
    bestBy,
  )?.rep;
  return clustered.filter(({ representation: { name, drawn } }) => drawn === "always" || name === best);
}
