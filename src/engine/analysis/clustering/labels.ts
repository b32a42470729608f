/** The label of a row that belongs to no cluster. */
export const NOISE = -1;

/**
 * Labels renumbered 0, 1, 2, … in order of first appearance; noise stays −1. Every clustering here numbers its clusters so:
 * equal partitions have equal labels, whatever the method or the order in which it found them.
 */
export function canonicalLabels(labels: ArrayLike<number>): Int32Array {
  const renumbered = new Map<number, number>();
  const out = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (label < 0) {
      out[row] = NOISE;
      continue;
    }
    let next = renumbered.get(label);
    if (next === undefined) renumbered.set(label, (next = renumbered.size));
    out[row] = next;
  }
  return out;
}

/** How many clusters there are, noise not counted. */
export function clusterCount(labels: Int32Array): number {
  const seen = new Set(labels);
  seen.delete(NOISE);
  return seen.size;
}

/** How many rows are noise. */
export function noiseCount(labels: Int32Array): number {
  return labels.reduce((count, label) => count + (label === NOISE ? 1 : 0), 0);
}
