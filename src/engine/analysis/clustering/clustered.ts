import type { MetricTableRow } from "../metrics/table.ts";
import type { Representation } from "../representations/representation.ts";

/** One partition of one representation, with its scores. */
export interface MethodResult {
  readonly method: string;
  /** One per song; −1 is noise. */
  readonly labels: Int32Array;
  /** One per song; null where it is undefined. */
  readonly silhouettePerRow: readonly (number | null)[];
  readonly row: MetricTableRow;
  readonly note?: string;
}

export interface ClusteredRepresentation {
  readonly representation: Representation;
  readonly methods: readonly MethodResult[];
}
