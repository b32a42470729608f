import type { MeasuredClustering } from "../metrics/measure.ts";
import type { Representation } from "../representations/representation.ts";
import type { Clustering } from "./method.ts";

/** One partition of one representation, with its scores. */
export interface MethodResult extends Clustering, MeasuredClustering {}

export interface ClusteredRepresentation {
  readonly representation: Representation;
  readonly methods: readonly MethodResult[];
}
