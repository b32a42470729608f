import { describe, expect, it } from "vitest";
import { createRng, permutation, seedWords, type Rng } from "../../src/engine/core/rng.ts";

const draw = (rng: Rng, n: number, kind: "uniform" | "normal"): Float64Array =>
  Float64Array.from({ length: n }, () => rng[kind]());
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const moment = (values: Float64Array, power: number): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** power));
};

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("createRng", () => {
  it("repeats itself for one seed and name, and differs for others", () => {
    const first = (seed: number, ...labels: string[]): number[] => [...draw(createRng(seed, ...labels), 5, "uniform")];
    expect(first(42, "kmeans", "lyrics_svd")).toEqual(first(42, "kmeans", "lyrics_svd"));
    const others = [
      first(42),
      first(43),
      first(0),
      first(-42),
      first(0.42),
      first(42, "a"),
      first(42, "b"),
      first(42, "a", "b"),
      first(42, "ab"),
      first(42, "b", "a"),
    ];
    expect(new Set(others.map(([value]) => value)).size).toBe(others.length);
  });

  it("draws the numbers that earlier versions drew, so that a seed keeps its results", () => {
    expect([...draw(createRng(42, "test"), 3, "uniform")]).toEqual([
      0.007949361042337455, 0.8514149033503209, 0.5267283562557956,
    ]);
  });

  it("is sfc32, by an independent version in big integers", () => {
    const rng = createRng(7, "sfc32");
    const words = seedWords(7, ["sfc32"]).map((word) => BigInt.asUintN(32, BigInt(word)));
    let [a, b, c, counter] = words as [bigint, bigint, bigint, bigint];
    const next = (): bigint => {
      const u32 = (value: bigint): bigint => BigInt.asUintN(32, value);
      const sum = u32(a + b + counter);
      counter = u32(counter + 1n);
      a = b ^ (b >> 9n);
      b = u32(c + (c << 3n));
      c = u32(u32((c << 21n) | (c >> 11n)) + sum);
      return sum;
    };
    // The stream skips the rounds in which the seed is not yet mixed.
    for (let round = 0; round < 15; round++) next();
    for (let index = 0; index < 1000; index++) {
      const bits = ((next() >> 5n) << 26n) | (next() >> 6n);
      expect(rng.uniform()).toBe(Number(bits) / 2 ** 53);
    }
  });

  it("draws uniform numbers with the moments of [0, 1)", () => {
    const values = draw(createRng(1, "uniform"), 200_000, "uniform");
    // Five standard errors each.
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(moment(values, 2) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / values.length));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it("draws normal numbers with mean 0, variance 1, skewness 0 and kurtosis 3", () => {
    const values = draw(createRng(1, "normal"), 200_000, "normal");
    const error = 5 / Math.sqrt(values.length);
    expect(Math.abs(mean(values))).toBeLessThan(error);
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(moment(values, 3))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(error * Math.sqrt(96));
    const within = values.filter((value) => Math.abs(value) < 1.959964).length / values.length;
    expect(Math.abs(within - 0.95)).toBeLessThan(error * Math.sqrt(0.95 * 0.05));
  });

  it("does not correlate from one draw to the next, between names, or between neighbouring seeds", () => {
    const n = 100_000;
    const a = draw(createRng(1, "a"), n, "normal");
    for (const other of [draw(createRng(1, "b"), n, "normal"), draw(createRng(2, "a"), n, "normal"), a.subarray(1)]) {
      const correlation = other.reduce((sum, value, index) => sum + value * a[index]!, 0) / other.length;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  it("draws integers evenly, and only in range", () => {
    const rng = createRng(3, "integer");
    const counts = new Array<number>(10).fill(0);
    for (let index = 0; index < 100_000; index++) counts[rng.integer(10)]!++;
    // The 99.99th percentile of chi-square with 9 degrees of freedom.
    expect(chiSquare(counts)).toBeLessThan(33.72);
    expect(Array.from({ length: 20 }, () => rng.integer(1))).toEqual(new Array(20).fill(0));
    const large = Array.from({ length: 1000 }, () => rng.integer(2 ** 32));
    expect(large.every((value) => Number.isInteger(value) && value < 2 ** 32)).toBe(true);
    expect(large.some((value) => value >= 2 ** 31)).toBe(true);
  });
});

describe("permutation", () => {
  it("holds every index once", () => {
    expect([...permutation(0, createRng(1))]).toEqual([]);
    expect([...permutation(1, createRng(1))]).toEqual([0]);
    expect([...permutation(1000, createRng(1)).toSorted()]).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  });

  it("draws every order equally often", () => {
    const rng = createRng(4, "permutation");
    const counts = new Map<string, number>();
    for (let index = 0; index < 24_000; index++) {
      const order = permutation(4, rng).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // The 99.99th percentile of chi-square with 23 degrees of freedom.
    expect(chiSquare([...counts.values()])).toBeLessThan(57.07);
  });
});
