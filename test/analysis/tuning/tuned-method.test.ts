import { describe, expect, it } from "vitest";
import { dbscan } from "../../../src/engine/analysis/clustering/dbscan.ts";
import { hdbscan } from "../../../src/engine/analysis/clustering/hdbscan.ts";
import { tunedMethod } from "../../../src/engine/analysis/tuning/tuned-method.ts";
import { normalMatrix } from "../../../src/engine/core/matrix.ts";
import { createRng } from "../../../src/engine/core/rng.ts";

const settings = { k: 4, dbscanEps: [0.5, 1], dbscanMinSamples: 5, hdbscanMinClusterSize: 5, spectralNeighbours: 10 };
const matrix = normalMatrix(60, 2, createRng(1, "test"));
const input = { matrix, k: 4, seed: 1, stream: "test" };
const named = (name: string, tuning: Parameters<typeof tunedMethod>[2]) => {
  const { method, label, k, parameters } = tunedMethod(name, settings, tuning);
  return [method, label, k, parameters];
};

describe("a method with other parameters", () => {
  it("is called after what is changed, and after nothing where that is as before", () => {
    expect(named("kmeans", {})).toEqual(["kmeans", "K-Means", 4, { k: 4 }]);
    expect(named("kmeans", { k: 4 })).toEqual(["kmeans", "K-Means", 4, { k: 4 }]);
    expect(named("kmeans", { k: 7, eps: 3 })).toEqual(["kmeans_k7", "K-Means, k = 7", 7, { k: 7 }]);
    expect(named("dbscan_eps1", { eps: 0.7 })).toEqual([
      "dbscan_eps0.7",
      "DBSCAN, ε = 0.7",
      null,
      { eps: 0.7, minSamples: 5 },
    ]);
    expect(named("dbscan_eps1", {})).toEqual(["dbscan_eps1", "DBSCAN, ε = 1", null, { eps: 1, minSamples: 5 }]);
    expect(named("dbscan_knee", { minSamples: 3 })).toEqual([
      "dbscan_knee_min3",
      "DBSCAN, ε from the knee, 3 songs near",
      null,
      { eps: null, minSamples: 3 },
    ]);
    expect(named("hdbscan", { minClusterSize: 9 })).toEqual([
      "hdbscan_size9",
      "HDBSCAN, at least 9 songs",
      null,
      { minClusterSize: 9 },
    ]);
    expect(() => named("no such method", {})).toThrow("This run has no method no such method.");
  });

  it("clusters by them", async () => {
    const labelsOf = async (name: string, tuning: Parameters<typeof tunedMethod>[2]) =>
      (await tunedMethod(name, settings, tuning).run(input)).labels;
    expect(await labelsOf("dbscan_knee", { eps: 0.4, minSamples: 3 })).toEqual(
      dbscan(matrix, { eps: 0.4, minSamples: 3 }),
    );
    expect(await labelsOf("dbscan_eps1", { minSamples: 9 })).toEqual(dbscan(matrix, { eps: 1, minSamples: 9 }));
    expect(await labelsOf("hdbscan", { minClusterSize: 3 })).toEqual(hdbscan(matrix, 3));
  });
});
