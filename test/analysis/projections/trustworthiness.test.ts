import { describe, expect, it } from "vitest";
import { matrix, type Matrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import {
  trustworthiness,
  trustworthinessNeighbours,
} from "../../../src/engine/analysis/projections/trustworthiness.ts";
import { golden } from "../../golden/load.ts";
import { clouds } from "./inputs.ts";

const { trustworthiness: cases } = golden("projections") as {
  readonly trustworthiness: readonly {
    readonly rows: number;
    readonly cols: number;
    readonly groups: number;
    readonly k: number;
    readonly value: number;
  }[];
};

function firstColumns({ rows, cols, data }: Matrix, count: number): Matrix {
  return matrix(
    rows,
    count,
    data.filter((_, at) => at % cols < count),
  );
}

describe("trustworthiness", () => {
  it.each(cases)("equals scikit-learn's for $rows rows and k = $k", async ({ rows, cols, groups, k, value }) => {
    const data = clouds(rows, cols, groups);
    const result = await trustworthiness(data, firstColumns(data, 2), createRng(0));
    expect(result.neighbours).toBe(k);
    expect(result.sample).toBe(rows);
    expect(Math.abs(result.value! - value)).toBeLessThan(1e-9);
  });

  it("is 1 for the data themselves, turned and scaled", async () => {
    const data = clouds(50, 2, 3);
    const turned = data.data.map((_, at) => (at % 2 === 0 ? -3 * data.data[at + 1]! : 3 * data.data[at - 1]!));
    expect((await trustworthiness(data, matrix(50, 2, turned), createRng(0))).value).toBe(1);
  });

  it("ranks equal distances by row number, in the data as in the picture", async () => {
    // By distance from each row, ties by row number; both tables are full of ties.
    const order = (m: Matrix, row: number): number[] => {
      const distance = (other: number): number =>
        Math.hypot(
          ...Array.from({ length: m.cols }, (_, c) => m.data[row * m.cols + c]! - m.data[other * m.cols + c]!),
        );
      return Array.from({ length: m.rows }, (_, other) => other)
        .filter((other) => other !== row)
        .sort((a, b) => distance(a) - distance(b) || a - b);
    };
    for (const [rows, k] of [
      [9, 4],
      [30, 5],
    ] as const) {
      const data = matrix(
        rows,
        2,
        Float64Array.from({ length: 2 * rows }, (_, at) => (at * 7) % 3),
      );
      const picture = matrix(
        rows,
        1,
        Float64Array.from({ length: rows }, (_, row) => (row * 5) % 4),
      );
      let excess = 0;
      for (let row = 0; row < rows; row++) {
        const ranks = order(data, row);
        for (const near of order(picture, row).slice(0, k)) excess += Math.max(0, ranks.indexOf(near) + 1 - k);
      }
      const expected = 1 - (2 * excess) / (rows * k * (2 * rows - 3 * k - 1));
      expect((await trustworthiness(data, picture, createRng(0))).value).toBeCloseTo(expected, 12);
    }
  });

  it("is undefined for fewer than three rows", async () => {
    expect([1, 2, 3, 4, 5, 10, 11, 500].map(trustworthinessNeighbours)).toEqual([0, 0, 1, 1, 2, 4, 5, 5]);
    expect(await trustworthiness(clouds(2, 3, 1), matrix(2, 2), createRng(0))).toEqual({
      value: null,
      neighbours: 0,
      sample: 2,
    });
  });

  it("judges a random sample of many rows, each against all", async () => {
    const data = clouds(1200, 5, 3);
    const picture = firstColumns(data, 2);
    const whole = await trustworthiness(data, picture, createRng(0));
    const sampled = await trustworthiness(data, picture, createRng(0), {}, 400);
    expect(sampled.sample).toBe(400);
    expect(Math.abs(sampled.value! - whole.value!)).toBeLessThan(0.01);
    expect(whole.interval).toBeUndefined();
    const { low, high } = sampled.interval!;
    expect((low + high) / 2).toBeCloseTo(sampled.value!, 12);
    expect(high - low).toBeLessThan(0.02);
  });

  it("has an interval that holds the value of all points in 19 of 20 samples", async () => {
    const data = clouds(600, 5, 3);
    const picture = firstColumns(data, 2);
    const { value } = await trustworthiness(data, picture, createRng(0));
    let held = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { low, high } = (await trustworthiness(data, picture, createRng(seed), {}, 150)).interval!;
      if (low <= value! && value! <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(52);
    expect(held).toBeLessThan(60);
  });

  it("rejects a picture of other rows", async () => {
    await expect(trustworthiness(clouds(9, 3, 1), matrix(8, 2), createRng(0))).rejects.toThrow(
      "8 points do not picture 9 rows",
    );
  });
});
