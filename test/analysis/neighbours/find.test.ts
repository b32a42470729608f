import { describe, expect, it } from "vitest";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { findNeighbours } from "../../../src/engine/analysis/neighbours/find.ts";
import type { Neighbours } from "../../../src/engine/analysis/neighbours/lists.ts";
import { squaredDistance } from "../../../src/engine/core/linalg.ts";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix, type Matrix, normalMatrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { clouds } from "../projections/inputs.ts";

const approximate = (data: Matrix, k: number, seed = 0): Promise<Neighbours> =>
  findNeighbours(data, k, { rng: createRng(seed), exactRows: data.rows - 1 });

/** The share of all rows' true neighbours that were found; of equally distant ones (up to rounding) any will do. */
async function recall(data: Matrix, found: Neighbours): Promise<number> {
  const k = found.count;
  const { distances } = await nearestNeighbours(data, k);
  const hits = found.distances.filter(
    (distance, at) => distance <= distances[(Math.floor(at / k) + 1) * k - 1]! * (1 + 1e-12),
  );
  return hits.length / found.distances.length;
}

/** Different other rows, each at its true distance, nearest first. */
function expectValid(data: Matrix, { count, indices, distances }: Neighbours): void {
  const { cols } = data;
  for (let row = 0; row < data.rows; row++) {
    const own = [...indices.subarray(row * count, (row + 1) * count)];
    expect(new Set([...own, row]).size).toBe(count + 1);
    const far = own.map((other) => Math.sqrt(squaredDistance(data.data, row * cols, data.data, other * cols, cols)));
    expect([...distances.subarray(row * count, (row + 1) * count)]).toEqual(far);
    expect(far).toEqual(far.toSorted((a, b) => a - b));
  }
}

function withEqualRows(rows: number, cols: number, equal: number): Matrix {
  const data = normalMatrix(rows, cols, createRng(4));
  for (let row = 1; row < equal; row++) data.data.copyWithin(row * cols, 0, cols);
  return data;
}

describe("findNeighbours", () => {
  it("is exact up to the limit", async () => {
    const data = clouds(60, 3, 2);
    const found = await findNeighbours(data, 4, { rng: createRng(0), exactRows: 60 });
    expect(found).toEqual(await nearestNeighbours(data, 4));
    expect(found.recall).toBeNull();
  });

  it.each<[string, Matrix, number]>([
    ["clouds", clouds(2000, 10, 7), 10],
    ["one normal distribution", normalMatrix(1500, 12, createRng(1)), 15],
    ["few columns", normalMatrix(2000, 2, createRng(2)), 5],
    ["far from the origin", { ...clouds(2000, 4, 3), data: clouds(2000, 4, 3).data.map((v) => 1e9 + v) }, 6],
    ["one column", normalMatrix(2000, 1, createRng(3)), 3],
    ["more columns than most", normalMatrix(1200, 120, createRng(3)), 4],
  ])("finds 98 of 100 among %s", async (_, data, k) => {
    const found = await approximate(data, k);
    expectValid(data, found);
    const all = await recall(data, found);
    expect(all).toBeGreaterThan(0.975);
    expect(found.recall?.rows).toBe(1000);
    expect(found.recall!.value).toBeGreaterThanOrEqual(0.98);
    expect(Math.abs(found.recall!.value - all)).toBeLessThan(0.01);
  });

  it("takes rows of which most are equal", async () => {
    const data = withEqualRows(1500, 5, 1000);
    const found = await approximate(data, 8);
    expectValid(data, found);
    expect(await recall(data, found)).toBeGreaterThan(0.975);
  });

  it("takes rows that are all equal", async () => {
    const found = await approximate(matrix(1200, 3), 4);
    expectValid(matrix(1200, 3), found);
    expect(found.recall!.value).toBe(1);
  });

  it("fills lists that are longer than the cells around", async () => {
    const data = clouds(700, 3, 2);
    const found = await approximate(data, 650);
    expectValid(data, found);
    expect(await recall(data, found)).toBeGreaterThan(0.98);
  });

  it("draws from the seed alone", async () => {
    const data = normalMatrix(2000, 6, createRng(5));
    const [first, second, third] = [
      await approximate(data, 5, 1),
      await approximate(data, 5, 1),
      await approximate(data, 5, 2),
    ];
    expect(first).toEqual(second);
    expect(first.indices).not.toEqual(third.indices);
  });

  it("refuses lists that are longer than there are other rows", async () => {
    await expect(approximate(clouds(30, 2, 1), 30)).rejects.toThrow(/between 1 and 29 neighbours/);
  });

  it("stops when it is cancelled", async () => {
    const rng = createRng(0);
    const control = { signal: AbortSignal.abort() };
    await expect(findNeighbours(clouds(50, 2, 1), 2, { rng, control, exactRows: 10 })).rejects.toThrow(CancelledError);
  });
});
