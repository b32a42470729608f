import { describe, expect, it } from "vitest";
import { bisect } from "../../../src/engine/analysis/neighbours/bisect.ts";
import { cellsOf } from "../../../src/engine/analysis/neighbours/cells.ts";
import { createSieve } from "../../../src/engine/analysis/neighbours/sieve.ts";
import { squaredDistance } from "../../../src/engine/core/linalg.ts";
import { matrix, type Matrix, rowOf } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { clouds } from "../projections/inputs.ts";

const SHAPES: readonly [string, Matrix][] = [
  ["clouds", clouds(900, 5, 4)],
  ["equal rows", matrix(700, 3)],
  ["huge values", { ...clouds(400, 3, 2), data: clouds(400, 3, 2).data.map((value) => value * 1e150) }],
  ["tiny values", { ...clouds(400, 3, 2), data: clouds(400, 3, 2).data.map((value) => value * 1e-150) }],
  ["far from the origin", { ...clouds(400, 3, 2), data: clouds(400, 3, 2).data.map((value) => value + 1e6) }],
];

describe("bisect", () => {
  it.each(SHAPES)("divides %s until no part is too large", async (_, data) => {
    const order = Uint32Array.from({ length: data.rows }, (_row, row) => row);
    const starts = await bisect(data, order, 0, data.rows, 40, createRng(0), () => Promise.resolve());
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: data.rows }, (_row, row) => row));
    const sizes = starts.map((start, part) => (starts[part + 1] ?? data.rows) - start);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
  });

  it("parts clusters that are apart", async () => {
    const data = matrix(
      200,
      2,
      Float64Array.from({ length: 400 }, (_, at) => (Math.floor(at / 2) % 2) * 100 + (at % 7)),
    );
    const order = Uint32Array.from({ length: 200 }, (_, row) => row);
    await bisect(data, order, 0, 200, 100, createRng(0), () => Promise.resolve());
    expect(new Set(order.subarray(0, 100).map((row) => row % 2)).size).toBe(1);
  });
});

describe("cellsOf", () => {
  it.each(SHAPES)("puts every row of %s into one cell, within its radius", async (_, data) => {
    const { points, starts, rowOf: rows, centres, radii } = await cellsOf(data, 50, createRng(1), {});
    expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: data.rows }, (_row, row) => row));
    for (let cell = 0; cell < radii.length; cell++) {
      const size = starts[cell + 1]! - starts[cell]!;
      expect(size).toBeGreaterThan(0);
      expect(size).toBeLessThanOrEqual(50);
      const distances = Array.from({ length: size }, (_at, at) => {
        const slot = starts[cell]! + at;
        expect(rowOf(points, slot)).toEqual(rowOf(data, rows[slot]!));
        const squared = squaredDistance(points.data, slot * data.cols, centres.data, cell * data.cols, data.cols);
        return Math.sqrt(squared);
      });
      expect(radii[cell]).toBe(Math.max(...distances));
    }
    expect(starts.at(-1)).toBe(data.rows);
  });
});

describe("the sieve", () => {
  it.each(SHAPES)("misses no pair within the limit among %s", async (_, data) => {
    const cells = await cellsOf(data, 30, createRng(1), {});
    const sieve = createSieve(cells);
    const { points, starts, radii } = cells;
    const { cols } = points;
    const between = (a: number, b: number): number =>
      squaredDistance(points.data, a * cols, points.data, b * cols, cols);
    const rng = createRng(2);
    let passed = 0;
    let pairs = 0;
    for (let turn = 0; turn < 200; turn++) {
      const cell = rng.integer(radii.length);
      const queries = Int32Array.from({ length: 4 }, () => rng.integer(data.rows));
      const used = 1 + rng.integer(4);
      // At exactly the distance of one of the rows.
      const limits = Float64Array.from(queries, (query) => between(query, starts[cell]! + rng.integer(1)));
      const masks = sieve.masks(cell, queries, limits, used).slice();
      for (let slot = starts[cell]!; slot < starts[cell + 1]!; slot++) {
        const place = slot - starts[cell]!;
        for (let query = 0; query < 4; query++) {
          const bit = (masks[place >> 3]! >> (8 * query + (place & 7))) & 1;
          if (query >= used) expect(bit).toBe(0);
          else if (between(queries[query]!, slot) <= limits[query]!) expect(bit).toBe(1);
          passed += bit;
          pairs++;
        }
      }
    }
    expect(passed).toBeLessThan(pairs);
  });
});
