import { describe, expect, it } from "vitest";
import { squaredDistance } from "../../src/engine/core/linalg.ts";
import { GROUP, packedRows } from "../../src/engine/analysis/packed-rows.ts";
import { cloud } from "../golden/lcg.ts";

describe.each([
  [1, 1],
  [7, 3],
  [8, 32],
  [21, 5],
  [64, 17],
])("%i packed rows of %i columns", (rows, cols) => {
  const points = cloud({ rows, cols, seed: 5, centres: 2, spread: 3 });
  const packed = packedRows(rows, cols);
  for (let row = 0; row < rows; row++) {
    packed.put(row, points, row);
    packed.weights[row] = 1;
  }
  const groups = packed.slots / GROUP;
  const expected = (a: number, b: number): number =>
    squaredDistance(points.data, a * cols, points.data, b * cols, cols);

  it("have the squared distances of every pair", () => {
    for (let row = 0; row < rows; row++) {
      const squared = packed.squaredDistances(row, 0, groups);
      for (let other = 0; other < rows; other++) {
        expect(Math.abs(squared[other]! - expected(row, other))).toBeLessThanOrEqual(1e-12 * expected(row, other));
      }
    }
  });

  it("leave the groups alone that are not asked for", () => {
    const squared = packed.squaredDistances(0, groups - 1, groups);
    squared.fill(-1);
    packed.squaredDistances(0, groups - 1, groups);
    expect(squared.subarray(0, (groups - 1) * GROUP).every((value) => value === -1)).toBe(true);
    expect(squared[(groups - 1) * GROUP]).toBeGreaterThanOrEqual(0);
  });

  it("add up distances by row and by column, without slots that hold no row", () => {
    packed.columnSums.fill(0);
    const own: number[] = [];
    for (let row = 0; row < rows; row += 2) own.push(...packed.addDistances(row, 0, groups));
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let other = 0; other < rows; other++) sum += Math.sqrt(expected(row, other));
      expect(own[row]).toBeCloseTo(sum, 10);
      expect(packed.columnSums[row]).toBeCloseTo(sum, 10);
    }
    expect(packed.columnSums.subarray(rows).every((value) => value === 0)).toBe(true);
  });
});

it("rows without a column are all at the same place", () => {
  const packed = packedRows(3, 0);
  expect(Array.from(packed.squaredDistances(1, 0, 1).subarray(0, 3))).toEqual([0, 0, 0]);
});
