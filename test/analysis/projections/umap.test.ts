import { describe, expect, it } from "vitest";
import { matrix, type Matrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";
import { fuzzyGraph } from "../../../src/engine/analysis/projections/fuzzy-graph.ts";
import { nearestNeighbours } from "../../../src/engine/analysis/neighbours/exact.ts";
import { trustworthiness } from "../../../src/engine/analysis/projections/trustworthiness.ts";
import { fitUmapCurve } from "../../../src/engine/analysis/projections/umap-curve.ts";
import { neighboursForUmap, umap, type UmapResult } from "../../../src/engine/analysis/projections/umap.ts";
import { pca } from "../../../src/engine/analysis/representations/pca.ts";
import { powerOf } from "../../../src/engine/kernels/umap.ts";
import { golden } from "../../golden/load.ts";
import { clouds, dense, largestDifference } from "./inputs.ts";

interface Input {
  readonly rows: number;
  readonly cols: number;
  readonly groups: number;
}
const expected = golden("projections") as {
  readonly umapCurves: readonly { readonly minDist: number; readonly a: number; readonly b: number }[];
  readonly fuzzyGraph: Input & { readonly nNeighbors: number; readonly graph: number[][] };
  readonly umap: Input & { readonly trustworthiness: number };
};

async function run(data: Matrix, nNeighbors = 15, seed = 1, epochs?: number): Promise<UmapResult> {
  const neighbours = await nearestNeighbours(data, neighboursForUmap(data.rows, nNeighbors));
  const settings = epochs === undefined ? {} : { epochs };
  return umap(neighbours, pca(data, 2).scores.data, settings, createRng(seed, "umap"));
}

describe("fitUmapCurve", () => {
  it.each(expected.umapCurves)("equals umap-learn's curve for min_dist $minDist", ({ minDist, a, b }) => {
    const curve = fitUmapCurve(minDist);
    expect(Math.abs(curve.a / a - 1)).toBeLessThan(1e-5);
    expect(Math.abs(curve.b / b - 1)).toBeLessThan(1e-5);
  });
});

describe("powerOf", () => {
  it.each([-0.1049, 0.3, 0.8950608778, 1, 1.9164])("is within 4e-5 of Math.pow for exponent %d", (exponent) => {
    for (let x = 1e-15; x < 1e15; x *= 1.0137) {
      const value = Math.fround(x);
      expect(Math.abs(powerOf(value, exponent) / value ** exponent - 1)).toBeLessThan(4e-5);
    }
  });
});

describe("fuzzyGraph", () => {
  it("equals umap-learn's fuzzy simplicial set (float32) to 1e-5", async () => {
    const { rows, cols, groups, nNeighbors, graph } = expected.fuzzyGraph;
    const neighbours = await nearestNeighbours(clouds(rows, cols, groups), neighboursForUmap(rows, nNeighbors));
    expect(largestDifference(dense(await fuzzyGraph(neighbours)), graph)).toBeLessThan(1e-5);
  });

  it("has a σ of at least a thousandth of the mean distance, the row itself counted", async () => {
    // Three of four neighbours at ρ are more than log₂ 5 already, so that bisection would make σ 0.
    const indices = Int32Array.of(1, 2, 3, 4, 0, 2, 3, 4, 0, 1, 3, 4, 0, 1, 2, 4, 1, 2, 3, 0);
    const distances = Float64Array.from(indices, (_, at) => (at % 4 === 3 ? 1.001 : 1));
    const weight = Math.exp(-0.001 / (1e-3 * (4.001 / 5)));
    const graph = dense(await fuzzyGraph({ rows: 5, count: 4, indices, distances, recall: null }));
    expect(graph[0]![4]).toBeCloseTo(2 * weight - weight ** 2, 9);
    expect(graph[0]![1]).toBe(1);
  });

  it("gives coinciding points the weight 1", async () => {
    const { values } = await fuzzyGraph(await nearestNeighbours(matrix(6, 2), 3));
    expect(new Set(values)).toEqual(new Set([1]));
  });
});

describe("umap", () => {
  it("is as trustworthy as umap-learn, to 0.01", async () => {
    const { rows, cols, groups, trustworthiness: theirs } = expected.umap;
    const data = clouds(rows, cols, groups);
    const values: number[] = [];
    for (const seed of [1, 2, 3]) {
      const { coordinates, epochs } = await run(data, 15, seed);
      expect(epochs).toBe(500);
      values.push((await trustworthiness(data, matrix(rows, 2, coordinates), createRng(0))).value!);
    }
    expect(values.reduce((sum, value) => sum + value, 0) / 3).toBeGreaterThan(theirs - 0.01);
  });

  it("gives the same coordinates for the same seed and others for another", async () => {
    const data = clouds(60, 4, 3);
    const first = await run(data, 15, 1, 50);
    expect(await run(data, 15, 1, 50)).toEqual(first);
    expect((await run(data, 15, 2, 50)).coordinates).not.toEqual(first.coordinates);
  });

  it.each([
    ["three points", clouds(3, 3, 2)],
    ["fewer points than neighbours", clouds(8, 3, 2)],
    [
      "duplicates",
      matrix(
        40,
        2,
        Float64Array.from({ length: 80 }, (_, at) => Math.floor(at / 20)),
      ),
    ],
    ["constant data", matrix(30, 3)],
  ])("stays finite for %s", async (_name, data) => {
    const { coordinates } = await run(data);
    expect([...coordinates].every((value) => Math.abs(value) < 100)).toBe(true);
  });
});
