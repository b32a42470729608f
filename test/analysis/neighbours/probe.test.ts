import { describe, expect, it } from "vitest";
import { cellsOf } from "../../../src/engine/analysis/neighbours/cells.ts";
import { judgedRows, recallAtTwo, recallOf } from "../../../src/engine/analysis/neighbours/judged.ts";
import { nearestLists, type NearestLists } from "../../../src/engine/analysis/neighbours/lists.ts";
import { probing } from "../../../src/engine/analysis/neighbours/probe.ts";
import { refine } from "../../../src/engine/analysis/neighbours/refine.ts";
import { normalMatrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

const data = normalMatrix(1200, 6, createRng(7));
const cells = await cellsOf(data, 24, createRng(8), {});
const judged = await judgedRows(cells, 5, 200, createRng(9), {});

async function probed(...probes: readonly number[]): Promise<NearestLists> {
  const lists = nearestLists(data.rows, 5);
  const probe = probing(cells, lists);
  for (const count of probes) await probe(count, {});
  return lists;
}

describe("probing", () => {
  // Steps choose among fewer cells at first, and so look into a few that are not among the nearest of all.
  it.each([[[3, 4, 9]], [[1, 30]], [[5, 200]], [[60, 70]]])(
    "finds in steps %j no less than at once, each row once",
    async (steps) => {
      expect(cells.radii.length).toBeGreaterThan(50);
      const { indices, worst } = await probed(...steps);
      const atOnce = await probed(steps.at(-1)!);
      worst.forEach((distance, row) => {
        expect(distance).toBeLessThanOrEqual(atOnce.worst[row]!);
        expect(new Set([row, ...indices.subarray(row * 5, (row + 1) * 5)]).size).toBe(6);
      });
      const shared = indices.filter((other, at) => other === atOnce.indices[at]).length;
      expect(shared / indices.length).toBeGreaterThan(0.99);
    },
  );

  it("finds more in more cells, and all in all", async () => {
    const shares = await Promise.all([1, 3, 9, 200].map(async (n) => recallOf(cells, judged, await probed(n))));
    expect(shares).toEqual(shares.toSorted((one, two) => one - two));
    expect(shares[0]).toBeLessThan(0.8);
    expect(shares.at(-1)).toBe(1);
  });
});

it("says before what comparing with neighbours' neighbours finds at least", async () => {
  const lists = await probed(3);
  const before = recallOf(cells, judged, lists);
  const least = recallAtTwo(cells, judged, lists);
  await refine(cells, lists, {});
  const after = recallOf(cells, judged, lists);
  expect(least).toBeGreaterThan(before + 0.02);
  expect(after).toBeGreaterThanOrEqual(least);
  expect(after).toBeLessThan(least + 0.05);
});
