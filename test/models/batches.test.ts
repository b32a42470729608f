import { expect, it } from "vitest";
import { arraySource, inBatches, largestBatch } from "../../src/engine/models/training/source.ts";

async function sizesOf(songs: number): Promise<number[]> {
  const source = arraySource(
    Float32Array.from({ length: songs }, (_, song) => song),
    1,
    "songs",
  );
  const sizes: number[] = [];
  const given: number[] = [];
  for await (const { first, samples } of inBatches(source)) {
    expect(first).toBe(given.length);
    sizes.push(samples.length);
    given.push(...samples);
  }
  expect(given).toEqual(Array.from({ length: songs }, (_, song) => song));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(largestBatch(source));
  return sizes;
}

it("no song is alone, whose numbers would round otherwise, but where it was alone behind batches of eight", async () => {
  expect(await Promise.all([1, 2, 3, 5, 8, 9, 11, 17].map(sizesOf))).toEqual([
    [1],
    [2],
    [3],
    [2, 3],
    [2, 2, 2, 2],
    [2, 2, 2, 2, 1],
    [2, 2, 2, 2, 3],
    [2, 2, 2, 2, 2, 2, 2, 2, 1],
  ]);
});
