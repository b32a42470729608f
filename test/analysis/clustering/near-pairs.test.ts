import { describe, expect, it } from "vitest";
import { disjointSets } from "../../../src/engine/analysis/clustering/disjoint-sets.ts";
import { forEachNearPair } from "../../../src/engine/analysis/clustering/near-pairs.ts";
import { squaredDistance } from "../../../src/engine/core/linalg.ts";
import { type Matrix, matrix, matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { cloud } from "../../golden/lcg.ts";

function found(points: Matrix, radius: number): string[] {
  const pairs: string[] = [];
  forEachNearPair(points, radius, (low, high) => pairs.push(`${low} ${high}`));
  return pairs.sort();
}

function byBruteForce({ rows, cols, data }: Matrix, radius: number): string[] {
  const pairs: string[] = [];
  for (let low = 0; low < rows; low++) {
    for (let high = low + 1; high < rows; high++) {
      if (squaredDistance(data, low * cols, data, high * cols, cols) <= radius * radius) pairs.push(`${low} ${high}`);
    }
  }
  return pairs.sort();
}

describe("forEachNearPair", () => {
  it.each([1, 2, 5, 17, 40])("visits the pairs that comparing all of them finds, %i columns", (cols) => {
    for (const rows of [1, 2, 7, 8, 9, 61]) {
      const points = cloud({ rows, cols, seed: rows + cols, centres: 3, spread: 2 });
      for (const radius of [0, 0.3, 1, 2.5, 5, 1000])
        expect(found(points, radius)).toEqual(byBruteForce(points, radius));
    }
  });

  it("decides at the very distance, far from the origin and over many magnitudes", () => {
    const grid = matrixFromRows([
      [1e6, 0],
      [1e6 + 1, 0],
      [1e6 + 2, 0],
      [1e6 + 2, 1e-7],
    ]);
    expect(found(grid, 1)).toEqual(["0 1", "1 2", "2 3"]);
    for (const scale of [1e-200, 1e-20, 1e20, 1e150]) {
      const points = cloud({ rows: 33, cols: 6, seed: 3, centres: 2, spread: 2 });
      points.data.forEach((value, at) => (points.data[at] = value * scale));
      expect(found(points, 2 * scale)).toEqual(byBruteForce(points, 2 * scale));
    }
    const huge = matrixFromRows([[1e200], [1e200], [-1e200]]);
    expect(found(huge, 1)).toEqual(["0 1"]);
  });

  it("finds equal rows whose products float32 rounds away: 0.9 · 2⁻²⁵ each, added to a sum just below 1", () => {
    const row = [1, ...new Array<number>(400).fill(Math.sqrt(0.9 * 2 ** -25))];
    const opposite = row.map((value) => -value);
    expect(found(matrixFromRows([row, row, opposite, opposite]), 0)).toEqual(["0 1", "2 3"]);
  });

  it("finds equal rows at radius 0 and handles rows without columns", () => {
    expect(found(matrixFromRows([[3], [3], [3 + 1e-12]]), 0)).toEqual(["0 1"]);
    expect(found(matrix(3, 0), 0)).toEqual(["0 1", "0 2", "1 2"]);
    expect(found(matrix(0, 2), 1)).toEqual([]);
  });

  it("has room for masks that lie behind the first page of memory", () => {
    // 8 × 1000 rows of one column: 64,000 bytes before the masks, whose 4,000 end behind 65,536.
    const points = matrix(
      8000,
      1,
      Float64Array.from({ length: 8000 }, (_, row) => (row === 7999 ? 7998 : row)),
    );
    expect(found(points, 0)).toEqual(["7998 7999"]);
  });

  it("spares pairs that are settled", () => {
    const points = matrixFromRows([[0], [0], [0]]);
    const visited: number[][] = [];
    forEachNearPair(
      points,
      1,
      (low, high) => visited.push([low, high]),
      (low) => low === 0,
    );
    expect(visited).toEqual([[1, 2]]);
  });
});

it("disjoint sets are named by their lowest number", () => {
  const sets = disjointSets(6);
  sets.join(5, 4);
  sets.join(2, 5);
  sets.join(1, 0);
  expect([0, 1, 2, 3, 4, 5].map((item) => sets.rootOf(item))).toEqual([0, 0, 2, 3, 2, 2]);
});
