import type { ClusterInput, Clustering } from "../../../src/engine/analysis/clustering/method.ts";
import { clusterings, type MethodSettings } from "../../../src/engine/analysis/clustering/methods.ts";

/** Every clustering of an input, in the order of the table of methods. */
export async function allClusterings(input: ClusterInput, settings: MethodSettings): Promise<Clustering[]> {
  const found: Clustering[] = [];
  for await (const clustering of clusterings(input, settings)) found.push(clustering);
  return found;
}
