import { describe, expect, it } from "vitest";
import {
  descendingKeys,
  keysOfNumbers,
  LAST_KEY,
  orderByKeys,
} from "../../../src/engine/results/view/songs/radix-order.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

const rng = createRng(3, "keys");

describe("rows by their keys", () => {
  it("are in the order of a stable sort, for keys of every size", () => {
    for (const largest of [1, 5, 2047, 2048, 5_000_000, 2 ** 32]) {
      const keys = Uint32Array.from({ length: 500 }, () => rng.integer(largest));
      if (largest === 2 ** 32) keys[77] = LAST_KEY;
      expect([...orderByKeys(keys)]).toEqual([...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b));
    }
    expect(orderByKeys(new Uint32Array()).length).toBe(0);
  });

  it("of numbers are in their order, both ways, undefined ones last", () => {
    const numbers = Float32Array.of(0, -0, 1, -1, Infinity, -Infinity, NaN, 1e-40, -1e-40, 3.5, -3.5, NaN, 0);
    const keys = keysOfNumbers(numbers);
    const ordered = (order: Uint32Array): number[] => Array.from(order, (row) => numbers[row]! + 0);
    const sorted = [-Infinity, -3.5, -1, -1e-40, 0, 0, 0, 1e-40, 1, 3.5, Infinity].map(Math.fround);
    expect(ordered(orderByKeys(keys))).toEqual([...sorted, NaN, NaN]);
    expect(ordered(orderByKeys(descendingKeys(keys)))).toEqual([...sorted.reverse(), NaN, NaN]);
    // Equal numbers keep their own order.
    expect([...orderByKeys(keys)].filter((row) => numbers[row] === 0)).toEqual([0, 1, 12]);
    expect([...orderByKeys(descendingKeys(keys))].filter((row) => numbers[row] === 0)).toEqual([0, 1, 12]);
  });
});
