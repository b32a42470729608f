import { expect, it } from "vitest";
import { KeptArrays } from "../../src/engine/lyrics/kept-arrays.ts";

it("keeps copies in few blocks, one that is too long in a block of its own, and gives all back at once", () => {
  const kept = new KeptArrays((length) => new Uint8Array(length));
  expect(kept.keep([])).toHaveLength(0);
  const source = Uint32Array.of(3, 1, 255);
  const short = Array.from({ length: 400_000 }, () => kept.keep(source));
  source.fill(0);
  const long = kept.keep(new Uint32Array(2 ** 20 + 1).fill(7));
  const last = kept.keep([9]);
  expect(new Set([...short, long, last].map(({ buffer }) => buffer)).size).toBe(4);
  expect(short.every((copy) => copy.join() === "3,1,255")).toBe(true);
  expect([long.length, long[0], long.at(-1), ...last]).toEqual([2 ** 20 + 1, 7, 7, 9]);
  kept.letGo();
  expect([short[0]!.length, long.length, last.length]).toEqual([0, 0, 0]);
  expect([...kept.keep([5])]).toEqual([5]);
});
