import { describe, expect, it } from "vitest";
import { matrix, matrixFromRows, type Matrix } from "../../../src/engine/core/matrix.ts";
import { jointProbabilities, neighboursForPerplexity } from "../../../src/engine/analysis/projections/affinities.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import type { SparseMatrix } from "../../../src/engine/core/sparse.ts";
import { golden } from "../../golden/load.ts";
import { clouds, dense, largestDifference } from "./inputs.ts";

const expected = (
  golden("projections") as {
    readonly affinities: {
      readonly rows: number;
      readonly cols: number;
      readonly groups: number;
      readonly perplexity: number;
      readonly scipy: number[][];
      readonly "scikit-learn": number[][];
    };
  }
).affinities;

async function affinitiesOf(data: Matrix, perplexity: number): Promise<SparseMatrix> {
  return await jointProbabilities(
    await nearestNeighbours(data, neighboursForPerplexity(data.rows, perplexity)),
    perplexity,
  );
}

function total({ values }: SparseMatrix): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe("jointProbabilities", () => {
  it("equals SciPy's root finding to 1e-9 and scikit-learn (float32) to 1e-6", async () => {
    const p = await affinitiesOf(clouds(expected.rows, expected.cols, expected.groups), expected.perplexity);
    expect(largestDifference(dense(p), expected.scipy)).toBeLessThan(1e-9);
    expect(largestDifference(dense(p), expected["scikit-learn"])).toBeLessThan(1e-6);
  });

  it("is symmetric, adds up to 1 and does not depend on the unit of the data", async () => {
    const data = clouds(200, 6, 4);
    const p = await affinitiesOf(data, 12);
    const rows = dense(p);
    const transposed = rows.map((_, column) => rows.map((row) => row[column]!));
    expect(largestDifference(rows, transposed)).toBeLessThan(1e-15);
    expect(total(p)).toBeCloseTo(1, 12);
    const scaled = await affinitiesOf(
      matrix(
        data.rows,
        data.cols,
        data.data.map((value) => value * 1e6),
      ),
      12,
    );
    expect(largestDifference(rows, dense(scaled))).toBeLessThan(1e-9);
  });

  it("shares the probability among more duplicates than the perplexity asks for", async () => {
    const p = await affinitiesOf(matrixFromRows([[0], [0], [0], [0], [0], [0], [9]]), 2);
    const first = dense(p)[0]!;
    // Five duplicates at a fifth each, in both directions.
    expect(first[1]).toBeCloseTo((0.2 + 0.2) / (2 * 7), 9);
    expect(total(p)).toBeCloseTo(1, 12);
  });

  it("finds the same widths by Newton's steps", async () => {
    const neighbours = await nearestNeighbours(clouds(200, 6, 4), 60);
    const bisected = await jointProbabilities(neighbours, 20);
    const { values } = await jointProbabilities(neighbours, 20, { search: "newton" });
    values.forEach((value, at) => {
      expect(Math.abs(value / bisected.values[at]! - 1)).toBeLessThan(1e-6);
    });
    const same = await nearestNeighbours(matrixFromRows([[0], [0], [0], [0], [0], [0], [9]]), 6);
    const shared = (await jointProbabilities(same, 2, { search: "newton" })).values;
    expect([...shared]).toEqual([...(await jointProbabilities(same, 2)).values]);
  });

  it("is uniform for constant data", async () => {
    const values = (await affinitiesOf(matrix(5, 3), 2)).values;
    expect([...values].every((value) => Math.abs(value - 1 / 20) < 1e-15)).toBe(true);
  });
});
