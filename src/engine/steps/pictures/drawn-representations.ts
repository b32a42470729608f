import { bestRow, type ScoredRow } from "../../../shared/best-row.ts";
import type { Representation } from "../../analysis/representations/representation.ts";

/** What must be known of a clustered representation to choose it. */
interface Candidate {
  readonly representation: Pick<Representation, "name" | "drawn">;
  readonly methods: readonly { readonly row: ScoredRow }[];
}

/** The representations that get maps and pictures: those that always do, and of the hybrids with one audio the best. */
export function drawnRepresentations<Clustered extends Candidate>(
  clustered: readonly Clustered[],
  bestBy: readonly string[],
): Clustered[] {
  const bestOf = (audio: string): string | undefined => {
    const hybrids = clustered.filter(
      ({ representation: { drawn } }) => typeof drawn === "object" && drawn.bestOf === audio,
    );
    return bestRow(
      hybrids.flatMap(({ methods }) => methods.map(({ row }) => row)),
      bestBy,
    )?.rep;
  };
  return clustered.filter(({ representation: { name, drawn } }) =>
    typeof drawn === "object" ? bestOf(drawn.bestOf) === name : drawn === "always",
  );
}
