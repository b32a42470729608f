import { describe, expect, it } from "vitest";
import { canonicalLabels, clusterCount } from "../../../src/engine/analysis/clustering/labels.ts";
import { describeMethods, methodSettings } from "../../../src/engine/analysis/clustering/methods.ts";
import { matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { DEFAULT_SETTINGS } from "../../../src/shared/contract/settings.ts";
import { allClusterings } from "./all-clusterings.ts";
import { cloud } from "../../golden/lcg.ts";

const settings = methodSettings(DEFAULT_SETTINGS);
const input = {
  k: 3,
  seed: 42,
  stream: "audio",
  matrix: cloud({ rows: 40, cols: 3, seed: 12, centres: 3, spread: 9 }),
};

describe("the table of methods", async () => {
  const found = await allClusterings(input, settings);

  it("names the methods as the reference does, in its order, and adds ours", () => {
    expect(found.map(({ method, label, parameters }) => [method, label, parameters])).toEqual([
      ["kmeans", "K-Means", { k: 3 }],
      ["agglomerative_ward", "Ward", { k: 3 }],
      ["dbscan_eps0.5", "DBSCAN, ε = 0.5", { eps: 0.5, min_samples: 3 }],
      ["dbscan_eps1", "DBSCAN, ε = 1", { eps: 1, min_samples: 3 }],
      ["dbscan_eps1.5", "DBSCAN, ε = 1.5", { eps: 1.5, min_samples: 3 }],
      ["dbscan_knee", "DBSCAN, ε from the knee", { eps: expect.any(Number) as number, min_samples: 3 }],
      ["hdbscan", "HDBSCAN", { min_samples: 5 }],
      ["gmm_diag", "Gaussian mixture (diagonal)", { k: 3 }],
      ["gmm_full", "Gaussian mixture (full)", { k: 3 }],
      ["spectral", "Spectral clustering", { k: 3 }],
    ]);
  });

  it("describes each clustering before it is made", () => {
    const described = found.map(({ method, label, marksNoise, drawn }) => ({ method, label, marksNoise, drawn }));
    expect(describeMethods(settings)).toEqual(described);
  });

  it("knows every setting that the methods look at", () => {
    expect(settings).toEqual({
      dbscanEps: [0.5, 1, 1.5],
      dbscanMinSamples: 3,
      hdbscanMinClusterSize: 5,
      spectralNeighbours: 5,
    });
  });

  it("finds three separate groups with every method that can", () => {
    const groups = canonicalLabels(Array.from({ length: 40 }, (_, row) => row % 3));
    expect(found[0]!.labels).toEqual(groups);
    expect(found[1]!.labels).toEqual(groups);
    for (const { labels } of found.slice(-3)) expect(labels).toEqual(groups);
  });

  it("does not depend on other representations: the same stream and seed give the same labels", async () => {
    expect(await allClusterings(input, settings)).toEqual(found);
  });

  it("calls everything noise, and says why, where there is no eps", async () => {
    const matrix = matrixFromRows([[1], [1], [1], [1]]);
    const equal = await allClusterings({ ...input, matrix, k: 2 }, settings);
    const knee = equal.find(({ method }) => method === "dbscan_knee");
    expect(knee).toMatchObject({
      parameters: { min_samples: 3 },
      labels: Int32Array.of(-1, -1, -1, -1),
      note: "No eps: all rows coincide with their neighbours.",
    });
    expect(clusterCount(equal[0]!.labels)).toBe(1);
  });
});
