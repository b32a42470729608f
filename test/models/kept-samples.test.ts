import { expect, test } from "vitest";
import { keepingFirst } from "../../src/engine/models/training/kept-samples.ts";

test("the first samples are read once, those that have no room each time; what is given is what was read", async () => {
  const read: number[] = [];
  const sample = keepingFirst(5, 2, 3 * 2 * Float32Array.BYTES_PER_ELEMENT, (index) => {
    read.push(index);
    return Promise.resolve(Float32Array.of(index, -index));
  });
  const given: number[][] = [];
  for (const index of [4, 2, 0, 2, 4, 3, 0]) given.push([...(await sample(index))]);
  expect(given).toEqual([4, 2, 0, 2, 4, 3, 0].map((index) => [index, -index]));
  expect(read).toEqual([4, 2, 0, 4, 3]);
});

test("without room all are read each time", async () => {
  let reads = 0;
  const sample = keepingFirst(2, 2, 0, () => Promise.resolve(Float32Array.of(++reads, 0)));
  expect([(await sample(1))[0], (await sample(1))[0]]).toEqual([1, 2]);
});
