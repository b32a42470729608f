import { describe, expect, it } from "vitest";
import { coAssignment } from "../../../src/engine/analysis/seeds/co-assignment.ts";
import { stability } from "../../../src/engine/analysis/seeds/stability.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

const labels = (...values: readonly number[]): Int32Array => Int32Array.from(values);

/** Labelings of 40 songs with up to five clusters and noise. */
function randomLabelings(seed: number, count: number): Int32Array[] {
  const rng = createRng(seed, "labelings");
  return Array.from({ length: count }, () => Int32Array.from({ length: 40 }, () => Math.floor(rng.uniform() * 6) - 1));
}

/** The definition, pair by pair. */
function slowCoAssignment(first: Int32Array, others: readonly Int32Array[]): number[] {
  const songs = [...first.keys()];
  return songs.map((song) => {
    const companions = songs.filter((each) => each !== song && first[each] === first[song]);
    if (first[song] === -1 || companions.length === 0) return NaN;
    const shares = others.map((other) => {
      const together = companions.filter((each) => other[each] === other[song] && other[song] !== -1);
      return together.length / companions.length;
    });
    return shares.reduce((sum, share) => sum + share, 0) / others.length;
  });
}

/** The adjusted Rand index from all pairs: Hubert & Arabie's (index − expected) / (maximum − expected). */
function slowAdjustedRand(one: Int32Array, other: Int32Array): number {
  let both = 0;
  let inOne = 0;
  let inOther = 0;
  let pairs = 0;
  for (let a = 0; a < one.length; a++) {
    for (let b = a + 1; b < one.length; b++) {
      const [together, alsoTogether] = [one[a] === one[b], other[a] === other[b]];
      if (together && alsoTogether) both++;
      if (together) inOne++;
      if (alsoTogether) inOther++;
      pairs++;
    }
  }
  const expected = (inOne * inOther) / pairs;
  return (both - expected) / ((inOne + inOther) / 2 - expected);
}

describe("coAssignment", () => {
  it("is the share of a song's companions that are with it with the other seeds", () => {
    // Of the three others of song 0, two are with it with one seed and none with the other: (2/3 + 0) / 2.
    const found = coAssignment(labels(0, 0, 0, 0, 1, 1), [labels(0, 0, 0, 1, 1, 1), labels(0, 1, 1, 1, 2, 2)]);
    expect([...found]).toEqual([1 / 3, 2 / 3, 2 / 3, 1 / 3, 1, 1]);
  });

  it("has no value for noise and for a song that is alone, and is 0 with a seed that calls the song noise", () => {
    const found = coAssignment(labels(-1, -1, 0, 1, 1, 1), [labels(0, 0, 0, -1, -1, 1)]);
    expect([...found]).toEqual([NaN, NaN, NaN, 0, 0, 0]);
    // Songs 3 and 4 are both noise with the other seed: that is no cluster.
    expect([...coAssignment(labels(0, 0, 0), [labels(-1, -1, -1)])]).toEqual([0, 0, 0]);
  });

  it.each([1, 2, 3])("is what counting pairs gives (%i)", (seed) => {
    const [first, ...others] = randomLabelings(seed, 4) as [Int32Array, ...Int32Array[]];
    const slow = slowCoAssignment(first, others);
    const rounded = (values: Iterable<number>): number[] => Array.from(values, (value) => Number(value.toFixed(12)));
    expect(slow.filter(Number.isNaN)).not.toEqual([]);
    expect(rounded(coAssignment(first, others))).toEqual(rounded(slow));
  });

  it("does not depend on the numbers of the clusters or the order of the other seeds", () => {
    const [first, one, two] = randomLabelings(4, 3) as [Int32Array, Int32Array, Int32Array];
    const renamed = one.map((label) => (label === -1 ? -1 : 7 - label));
    expect(coAssignment(first, [renamed, two])).toEqual(coAssignment(first, [one, two]));
    expect([...coAssignment(first, [two, one])]).toEqual([...coAssignment(first, [one, two])]);
  });
});

describe("stability", () => {
  it("is 1 for equal clusters, however they are numbered", () => {
    expect(stability([labels(0, 0, 1, 1, -1), labels(1, 1, 0, 0, -1), labels(0, 0, 1, 1, -1)])).toBe(1);
  });

  it.each([1, 2, 3])("is the mean of every two, counted pair by pair (%i)", (seed) => {
    const all = randomLabelings(seed, 4);
    const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => slowAdjustedRand(one, other)));
    expect(pairs).toHaveLength(6);
    expect(stability(all)).toBeCloseTo(pairs.reduce((sum, value) => sum + value, 0) / 6, 12);
  });

  it("counts noise as a cluster of its own", () => {
    // scikit-learn 1.9.1: adjusted_rand_score([0, 0, 1, 1, -1, -1], [0, 0, 1, 1, 1, 1]) is 0.4444444444444444.
    expect(stability([labels(0, 0, 1, 1, -1, -1), labels(0, 0, 1, 1, 1, 1)])).toBeCloseTo(4 / 9, 12);
  });
});
