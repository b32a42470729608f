import { matchedClusters, type Comparison } from "../../shared/contract/panel/comparison.ts";
import type { CategoryEncoding } from "../map/encoding.ts";
import { groupClusters } from "../map/place/grouping.ts";

/**
 * The clusters of B in the colours of the clusters of A that they are matched with; the others in colours that A does not
 * use. Groups have the keys of A's, so that what the legend of A hides is hidden here as well.
 * @param title of the legend
 */
export function comparedClusters(
  title: string,
  labelsA: Int32Array,
  labelsB: Int32Array,
  matches: Comparison["matches"],
): CategoryEncoding {
  const { labels: ofB, nameOf } = matchedClusters(labelsA, labelsB, matches);
  // The groups of both: their order decides the colours.
  const labels = new Int32Array(labelsA.length + labelsB.length);
  labels.set(labelsA);
  labels.set(ofB, labelsA.length);
  const { groups, groupOf, ...encoding } = groupClusters(
    title,
    labels,
    (cluster) => nameOf.get(cluster) ?? String(cluster),
  );
  const own = groupOf.subarray(labelsA.length);
  const sizes = new Uint32Array(groups.length);
  for (const group of own) sizes[group]! += 1;
  return { ...encoding, groups: groups.map((group, place) => ({ ...group, size: sizes[place]! })), groupOf: own };
}
