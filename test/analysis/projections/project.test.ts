import { describe, expect, it } from "vitest";
import { createRng, drawNumbers } from "../../../src/engine/core/rng.ts";
import { placeByLandmarks } from "../../../src/engine/analysis/projections/landmarks.ts";
import { matrix } from "../../../src/engine/core/matrix.ts";
import { PROJECTIONS } from "../../../src/shared/contract/projections.ts";
import { describeProjection, project } from "../../../src/engine/analysis/projections/project.ts";
import { pca } from "../../../src/engine/analysis/representations/pca.ts";
import { standardise } from "../../../src/engine/analysis/representations/standardise.ts";
import { clouds } from "./inputs.ts";

const METHODS = PROJECTIONS.map(({ name }) => name);

describe("project", () => {
  it("is the first two components of the standardised columns for pca", async () => {
    const data = clouds(40, 7, 3);
    const { coordinates, trustworthiness } = await project(data, "pca", { seed: 1 });
    expect(coordinates).toEqual(Float32Array.from(pca(standardise(data).matrix, 2).scores.data));
    expect(trustworthiness.value).toBeGreaterThan(0.8);
  });

  it("uses the reference's settings for t-SNE", async () => {
    const thirty = await project(clouds(30, 16, 3), "tsne", { seed: 42 });
    expect(thirty.parameters).toMatchObject({
      perplexity: 29 / 3,
      iterations: 1000,
      learningRate: 50,
      pcaComponents: 10,
      algorithm: "exact",
    });
    expect((await project(clouds(5, 3, 2), "tsne", { seed: 42 })).parameters).toMatchObject({
      perplexity: 2,
      pcaComponents: 3,
    });
    expect((await project(clouds(100, 4, 2), "tsne", { seed: 42 })).parameters).toMatchObject({
      perplexity: 10,
      pcaComponents: 4,
    });
  });

  it("uses UMAP's defaults, fewer neighbours for few rows", async () => {
    expect((await project(clouds(100, 4, 2), "umap", { seed: 42 })).parameters).toMatchObject({
      nNeighbors: 15,
      minDist: 0.1,
      epochs: 500,
    });
    expect((await project(clouds(10, 4, 2), "umap", { seed: 42 })).parameters).toMatchObject({ nNeighbors: 9 });
  });

  it.each(METHODS)("does not depend on the units of the columns, and is repeatable (%s)", async (method) => {
    const data = clouds(40, 5, 3);
    const scaled = matrix(
      40,
      5,
      data.data.map((value, at) => value * 2 ** (at % 5) + 8),
    );
    const first = await project(data, method, { seed: 3, name: "a" });
    expect(await project(data, method, { seed: 3, name: "a" })).toEqual(first);
    const other = await project(scaled, method, { seed: 3, name: "a" });
    expect(Math.abs(other.trustworthiness.value! - first.trustworthiness.value!)).toBeLessThan(0.02);
  });

  it.each(METHODS)("draws one song, two, four, and songs that are all alike (%s)", async (method) => {
    for (const data of [clouds(1, 3, 1), clouds(2, 3, 1), clouds(4, 3, 2), matrix(12, 4), clouds(9, 1, 2)]) {
      const { coordinates, trustworthiness } = await project(data, method, { seed: 1 });
      expect(coordinates).toHaveLength(2 * data.rows);
      expect([...coordinates].every(Number.isFinite)).toBe(true);
      expect(trustworthiness.value === null).toBe(data.rows < 3);
    }
  });

  it.each(["tsne", "umap"] as const)("draws many songs by landmarks, as well as without (%s)", async (method) => {
    const data = clouds(500, 6, 5);
    const few = { seed: 2, perplexity: 10, iterations: 300 };
    const exact = await project(data, method, few);
    expect(exact.approximations).toBeUndefined();
    const settings = { ...few, iterations: 120, exactRows: 150, landmarkRows: 200 };
    const fitted = await project(data, method, settings);
    expect(fitted.trustworthiness.value).toBeGreaterThan(exact.trustworthiness.value! - 0.03);
    expect(fitted.approximations).toMatchObject([{ kind: method }]);
    expect(fitted.approximations![0]!.text).toContain("fitted on 200 songs drawn at random");
    expect(await project(data, method, settings)).toEqual(fitted);
  });

  it("places rows that no neighbour joins to a landmark in the middle, the others round by round", () => {
    // 0 – 1 – 2 – 3 is a chain; 4 and 5 know only each other.
    const indices = Int32Array.of(1, 0, 1, 2, 5, 4);
    const near = { rows: 6, count: 1, indices, distances: new Float64Array(6), recall: null };
    const places = placeByLandmarks(near, Uint32Array.of(0), Float64Array.of(3, 7));
    expect([...places]).toEqual([3, 7, 3, 7, 3, 7, 3, 7, 0, 0, 0, 0]);
    expect([...drawNumbers(100, 40, createRng(1))].every((row, at, all) => at === 0 || row > all[at - 1]!)).toBe(true);
  });

  it("rejects what is empty or not finite, naming the place", async () => {
    await expect(project(matrix(0, 3), "pca", { seed: 1 })).rejects.toThrow("0 × 3 representation");
    const broken = matrix(3, 2, Float64Array.of(1, 2, 3, Number.NaN, 5, 6));
    await expect(project(broken, "tsne", { seed: 1 })).rejects.toThrow("Row 2, column 2 of a representation is NaN");
  });

  it("describes itself for a caption", async () => {
    const projection = await project(clouds(30, 6, 3), "tsne", { seed: 42 });
    const rounded = { ...projection, parameters: { ...projection.parameters, klDivergence: 0.12345 } };
    expect(describeProjection({ ...rounded, trustworthiness: { value: 0.90049, neighbours: 5, sample: 30 } })).toBe(
      "t-SNE · perplexity 9.67 · KL divergence 0.123 · trustworthiness 0.900 (5 neighbours)",
    );
    const umap = { ...rounded, method: "umap", parameters: { nNeighbors: 15, minDist: 0.1 } } as const;
    expect(describeProjection(umap)).toContain("UMAP · neighbours 15 · min. distance 0.1 · trust");
  });

  it("reports progress up to 1", async () => {
    const progress: number[] = [];
    await project(clouds(600, 6, 3), "tsne", { seed: 1 }, { onProgress: (fraction) => progress.push(fraction) });
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });
});
