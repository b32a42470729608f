import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/engine/core/errors.ts";
import { matrix, matrixFromRows, rowOf, type Matrix } from "../../../src/engine/core/matrix.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { clouds } from "../projections/inputs.ts";

/** All distances of one row, sorted by distance and then by row number. */
function slowNeighbours(data: Matrix, row: number, k: number): { index: number; distance: number }[] {
  const own = rowOf(data, row);
  return Array.from({ length: data.rows }, (_, index) => ({
    index,
    distance: Math.sqrt(rowOf(data, index).reduce((sum, value, col) => sum + (value - own[col]!) ** 2, 0)),
  }))
    .filter(({ index }) => index !== row)
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, k);
}

describe("nearestNeighbours", () => {
  it.each([
    [2, 1, 1],
    [5, 3, 4],
    [150, 7, 10],
    [200, 33, 91],
  ])("equals sorting all distances (%i × %i, k = %i)", async (rows, cols, k) => {
    const data = clouds(rows, cols, 3);
    const { indices, distances } = await nearestNeighbours(data, k);
    for (let row = 0; row < rows; row++) {
      const expected = slowNeighbours(data, row, k);
      expect([...indices.subarray(row * k, (row + 1) * k)]).toEqual(expected.map(({ index }) => index));
      expected.forEach(({ distance }, place) => {
        expect(distances[row * k + place]).toBeCloseTo(distance, 12);
      });
    }
  });

  it("orders equal distances by row number, and never names the row itself", async () => {
    const { indices, distances } = await nearestNeighbours(matrix(130, 2), 5);
    expect([...indices.subarray(0, 5)]).toEqual([1, 2, 3, 4, 5]);
    expect([...indices.subarray(3 * 5, 4 * 5)]).toEqual([0, 1, 2, 4, 5]);
    expect([...indices.subarray(129 * 5)]).toEqual([0, 1, 2, 3, 4]);
    expect(Math.max(...distances)).toBe(0);
  });

  it("keeps the digits of near-duplicates far from the origin", async () => {
    const { distances } = await nearestNeighbours(
      matrixFromRows([
        [1e8, 0],
        [1e8, 1e-5],
        [1e8, 3],
      ]),
      2,
    );
    expect(distances[0]).toBe(1e-5);
  });

  it.each([0, 3, 1.5])("rejects k = %d for 3 rows", async (k) => {
    await expect(nearestNeighbours(clouds(3, 2, 1), k)).rejects.toThrow(/between 1 and 2 neighbours/);
  });

  it("stops when it is cancelled", async () => {
    await expect(nearestNeighbours(clouds(10, 2, 1), 2, { signal: AbortSignal.abort() })).rejects.toThrow(
      CancelledError,
    );
  });
});
