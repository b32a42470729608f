import type { Comparison } from "../../shared/contract/panel/comparison.ts";
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
  const ofB = new Map(matches.map(([a, b]) => [b, a]));
  let next = labelsA.reduce((most, label) => Math.max(most, label), -1) + 1;
  const nameOf = new Map(matches.map(([a, b]) => [a, a === b ? String(b) : `${b} (in A ${a})`]));
  for (const label of [...new Set(labelsB)].sort((a, b) => a - b)) {
    if (label < 0 || ofB.has(label)) continue;
    nameOf.set(next, `${label} (not in A)`);
    ofB.set(label, next++);
  }
  // The groups of both: their order decides the colours.
  const labels = new Int32Array(labelsA.length + labelsB.length);
  labels.set(labelsA);
  for (let song = 0; song < labelsB.length; song++) labels[labelsA.length + song] = ofB.get(labelsB[song]!) ?? -1;
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
