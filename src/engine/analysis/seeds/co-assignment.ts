import { NOISE } from "../clustering/labels.ts";

/**
 * How firmly each song belongs to its cluster: the share of the other songs of its cluster in the first labelling that are
 * in one cluster with it in another labelling, mean over those others, 0 to 1. Time is songs × labelings.
 *
 * A song that another labelling calls noise is with nobody there, which counts as 0.
 *
 * @param first one label per song; −1 is noise
 * @param others the other seeds' labels of the same songs, at least one
 * @returns one value per song; NaN for noise of the first labelling and for a song that is alone in its cluster there
 */
export function coAssignment(first: Int32Array, others: readonly Int32Array[]): Float64Array {
  const sizes = new Map<number, number>();
  for (const label of first) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const sums = new Float64Array(first.length);
  for (const other of others) {
    const together = countsOf(first, other);
    first.forEach((label, song) => {
      const label2 = other[song]!;
      if (label2 !== NOISE) sums[song]! += (together.get(label)!.get(label2)! - 1) / (sizes.get(label)! - 1);
    });
  }
  return Float64Array.from(first, (label, song) =>
    label === NOISE || sizes.get(label) === 1 ? NaN : sums[song]! / others.length,
  );
}

/** How many songs have a label of one and a label of another labelling, by both. */
function countsOf(one: Int32Array, other: Int32Array): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const counts = new Map<number, Map<number, number>>();
  one.forEach((label, song) => {
    const row = counts.get(label) ?? new Map<number, number>();
    row.set(other[song]!, (row.get(other[song]!) ?? 0) + 1);
    counts.set(label, row);
  });
  return counts;
}
