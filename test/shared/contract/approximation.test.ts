import { describe, expect, it } from "vitest";
import {
  approximationRows,
  approximationWords,
  type NamedApproximation,
} from "../../../src/shared/contract/scale/approximation.ts";
import { formatNumber } from "../../../src/shared/format.ts";

const ward = (of: string, value: number): NamedApproximation => ({
  of,
  kind: "ward",
  text: "Ward on micro-clusters.",
  measure: { name: "variance kept", value },
});

describe("rows of approximations", () => {
  it("says once what is true of several representations, with the range of what was measured", () => {
    const silhouette: NamedApproximation = {
      of: "A",
      kind: "silhouette",
      about: "K-Means",
      text: "The mean over 10,000 songs.",
      measure: { name: "silhouette", value: 0.21, low: 0.2, high: 0.22 },
    };
    expect(approximationRows([ward("A", 0.99), silhouette, ward("B", 0.95), ward("B", 0.97)], formatNumber)).toEqual([
      { what: "Ward: A; B", text: "Ward on micro-clusters.", measure: "variance kept 0.950 to 0.990" },
      {
        what: "Silhouette: A, K-Means",
        text: "The mean over 10,000 songs.",
        measure: "silhouette 0.210, 95 % 0.200 to 0.220",
      },
    ]);
  });

  it("gives several intervals by the widest", () => {
    const silhouette = (about: string, value: number, half: number): NamedApproximation => ({
      of: "A",
      kind: "silhouette",
      about,
      text: "The mean over 10,000 songs.",
      measure: { name: "mean", value, low: value - half, high: value + half },
    });
    expect(
      approximationRows([silhouette("K-Means", 0.5, 0.01), silhouette("Ward", 0.25, 0.125)], formatNumber),
    ).toEqual([
      {
        what: "Silhouette: A",
        text: "The mean over 10,000 songs.",
        measure: "mean 0.250 to 0.500, 95 % within ± 0.125",
      },
    ]);
  });

  it("leaves out what is not there", () => {
    const lyrics: NamedApproximation = { of: "", kind: "lyrics", text: "Fitted on 50,000 songs.", measure: null };
    expect(approximationRows([lyrics], formatNumber)).toEqual([
      { what: "Lyric vectors", text: "Fitted on 50,000 songs.", measure: "" },
    ]);
    expect(approximationRows([ward("A", 0.5), ward("B", 0.5)], formatNumber)[0]!.measure).toBe("variance kept 0.500");
  });
});

describe("words of approximations", () => {
  const of = "A";
  const all: NamedApproximation[] = [
    { of, kind: "umap", text: "UMAP fitted on 200,000 songs.", measure: { name: "recall@14", value: 0.984 } },
    { of, kind: "tsne", text: "t-SNE by interpolation.", measure: null },
    { of, kind: "mixture", text: "Fitted on 50,000 songs; the others follow.", measure: null },
    ward("A", 0.2),
    ward("B", 0.3),
    { of, kind: "dbscan", text: "On the graph of the 15 nearest.", measure: { name: "recall@15", value: 0.991 } },
  ];

  it.each([
    [
      "umap",
      "Ward",
      ["UMAP: approximate, sample of 200,000, recall@14 0.984", "Ward: approximate, variance kept 0.200"],
    ],
    ["pca", "DBSCAN, ε = 0.5", ["DBSCAN: approximate, recall@15 0.991"]],
    ["tsne", "Gaussian mixture (full)", ["t-SNE: approximate", "Gaussian mixture: approximate, sample of 50,000"]],
    [null, "HDBSCAN", []],
  ])("say of the map by %s and the clusters by %s what ran and how exact it was", (map, clustering, words) => {
    expect(approximationWords(all, "A", [map, "neighbours"], clustering)).toEqual(words);
  });
});
