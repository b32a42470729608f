import { describe, expect, it } from "vitest";
import { holdOut } from "../../src/engine/models/training/hold-out.ts";
import { arraySource, someSamples } from "../../src/engine/models/training/source.ts";

/** Samples of one number each. */
const source = (values: readonly number[]) => arraySource(Float32Array.from(values), 1, values.join());
const different = (count: number) => source(Array.from({ length: count }, (_, index) => index));
const valuesOf = async (values: readonly number[], indices: Uint32Array): Promise<number[]> => {
  const read = new Float32Array(indices.length);
  await someSamples(source(values), indices).read(
    indices.map((_, index) => index),
    read,
  );
  return [...read].sort((a, b) => a - b);
};

describe("samples held out of a training", () => {
  it.each([
    [30, 0.1, 3],
    [14, 0.1, 1],
    [16, 0.1, 2],
    [2, 0.01, 1],
    [5, 0.5, 3],
    [142, 0.1, 14],
  ])("are the share, rounded, at least one: %d samples, %d", (count, share, expected) => {
    for (let seed = 0; seed < 20; seed++) {
      const { training, heldOut } = holdOut(different(count), share, seed);
      expect(heldOut.length).toBe(expected);
      expect([...training, ...heldOut].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      expect([...training]).toEqual([...training].sort((a, b) => a - b));
      expect([...heldOut]).toEqual([...heldOut].sort((a, b) => a - b));
    }
  });

  it("are drawn by the seed, every sample as often as every other", () => {
    const samples = different(10);
    expect(holdOut(samples, 0.2, 7)).toEqual(holdOut(samples, 0.2, 7));
    const times = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) holdOut(samples, 0.2, seed).heldOut.forEach((index) => times[index]!++);
    // Binomial with mean 400 and deviation 18.
    for (const count of times) expect(Math.abs(count - 400)).toBeLessThan(80);
  });

  it("never stand on both sides, however many equal samples there are", async () => {
    const values = [1, 1, 1, 2, 3, 3, 4, 5, 5, 5, 5, 6];
    for (let seed = 0; seed < 50; seed++) {
      const { training, heldOut } = holdOut(source(values), 0.25, seed);
      expect(heldOut.length).toBe(3);
      const trained = new Set(await valuesOf(values, training));
      expect((await valuesOf(values, heldOut)).filter((value) => trained.has(value))).toEqual([]);
    }
  });

  it("are the smallest group of equal samples where none fits into the share", () => {
    const { training, heldOut } = holdOut(source([4, 4, 4, 8, 8]), 0.1, 42);
    expect([[...training], [...heldOut]]).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  it("do not depend on the order of the samples", async () => {
    const values = [3, 1, 4, 15, 9, 2, 6, 5, 35, 8];
    const turned = values.toReversed();
    for (let seed = 0; seed < 10; seed++) {
      const held = (order: readonly number[]) => valuesOf(order, holdOut(source(order), 0.3, seed).heldOut);
      expect(await held(turned)).toEqual(await held(values));
    }
  });

  it("need two different samples", () => {
    expect(() => holdOut(source([2, 2, 2]), 0.1, 42)).toThrow("there are no two different songs");
  });
});
