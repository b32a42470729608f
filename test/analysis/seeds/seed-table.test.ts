import { describe, expect, it } from "vitest";
import { seedColumns, seedScores, spreadOf } from "../../../src/shared/contract/seeds.ts";
import { meanRows } from "../../../src/engine/analysis/seeds/mean-rows.ts";
import { seedResult, type SeedClustering } from "../../../src/engine/analysis/seeds/seed-table.ts";

const LABELS = Int32Array.of(0, 0, 1, 1);

function seed(values: Readonly<Record<string, number | null>>, reasons: Readonly<Record<string, string>> = {}) {
  const row = { rep: "mel", method: "kmeans", values, reasons };
  return { labels: LABELS, row } satisfies SeedClustering;
}

describe("seedResult", () => {
  it("has mean and standard deviation (n − 1) of every score", () => {
    const { row } = seedResult("hard", [
      seed({ ARI_genre: 1, n_clusters_found: 3 }),
      seed({ ARI_genre: 2, n_clusters_found: 3 }),
      seed({ ARI_genre: 4, n_clusters_found: 4 }),
    ]);
    // numpy: mean([1, 2, 4]), std([1, 2, 4], ddof=1).
    expect(row.values).toMatchObject({ seeds: 3, stability: 1, ARI_genre_mean: 7 / 3, n_clusters_found_mean: 10 / 3 });
    expect(row.values["ARI_genre_sd"]).toBeCloseTo(1.5275252316519468, 14);
    expect(row).toMatchObject({ rep: "mel", method: "kmeans", reasons: {} });
  });

  it("gives equal scores as they are, without a deviation", () => {
    const { row } = seedResult(
      "hard",
      [0.1, 0.1, 0.1].map((ARI_genre) => seed({ ARI_genre })),
    );
    expect(row.values).toMatchObject({ ARI_genre_mean: 0.1, ARI_genre_sd: 0 });
  });

  it("has neither where a seed has none, and says with how many and why", () => {
    const none = { silhouette: "there is only one cluster", ARI_genre: "no song has a genre" };
    const { row } = seedResult("hard", [
      seed({ silhouette: 0.5, ARI_genre: null, n_noise: null }, { ARI_genre: none.ARI_genre }),
      seed({ silhouette: null, ARI_genre: null, n_noise: null }, none),
      seed({ silhouette: 0.7, ARI_genre: null, n_noise: null }, { ARI_genre: none.ARI_genre }),
    ]);
    expect(row.values).toMatchObject({ silhouette_mean: null, silhouette_sd: null, ARI_genre_mean: null });
    expect(row.reasons).toMatchObject({
      silhouette_mean: "undefined with 1 of 3 seeds: there is only one cluster",
      silhouette_sd: "undefined with 1 of 3 seeds: there is only one cluster",
      ARI_genre_mean: "undefined with every seed: no song has a genre",
    });
    expect(row.reasons).not.toHaveProperty("n_noise_mean");
  });

  it("keeps the first seed's labels and their co-assignment", () => {
    const other = { ...seed({}), labels: Int32Array.of(0, 1, 2, 2) };
    const result = seedResult("hard", [seed({}), other]);
    expect(result.labels).toBe(LABELS);
    expect([...result.coAssignment]).toEqual([0, 0, 1, 1]);
  });
});

describe("the table of seeds", () => {
  it("has every score of the metrics table and the numbers of clusters and noise, but no parameter", () => {
    expect(seedScores("easy")).toEqual(["silhouette", "calinski_harabasz"]);
    expect(seedScores("hard").slice(0, 5)).toEqual([
      "n_clusters_found",
      "n_noise",
      "silhouette",
      "davies_bouldin",
      "ARI_language",
    ]);
    expect(seedScores("hard").filter((key) => ["k", "eps", "min_samples", "rep"].includes(key))).toEqual([]);
    expect(seedColumns("easy")).toEqual([
      ...["method", "seeds", "stability", "silhouette_mean", "silhouette_sd"],
      ...["calinski_harabasz_mean", "calinski_harabasz_sd"],
    ]);
  });

  it("gives a score's mean and deviation", () => {
    expect(spreadOf({ ARI_mean: 0.5, ARI_sd: 0 }, "ARI")).toEqual({ mean: 0.5, deviation: 0 });
    expect(spreadOf({ ARI_mean: null, ARI_sd: null }, "ARI")).toBeUndefined();
    expect(spreadOf({}, "ARI")).toBeUndefined();
  });
});

describe("meanRows", () => {
  it("judges a row by the means, also where there is none, and leaves parameters alone", () => {
    const rows = [seed({ ARI_genre: 1, silhouette: 0.5, k: 4 }).row];
    const seeds = [
      { ...rows[0]!, method: "ward", values: { ARI_genre_mean: 9 } },
      {
        ...rows[0]!,
        values: { ARI_genre_mean: 0.25, silhouette_mean: null },
        reasons: { silhouette_mean: "undefined with 1 of 2 seeds: there is only one cluster" },
      },
    ];
    expect(meanRows(rows, seeds)[0]!.values).toEqual({ ARI_genre: 0.25, silhouette: null, k: 4 });
    expect(meanRows(rows, seeds)[0]!.reasons).toEqual({
      silhouette: "undefined with 1 of 2 seeds: there is only one cluster",
    });
    expect(meanRows(rows, [])).toEqual(rows);
  });
});
