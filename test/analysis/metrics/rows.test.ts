import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { clusterRepresentation } from "../../../src/engine/analysis/clustering/cluster-representation.ts";
import type { Clustering } from "../../../src/engine/analysis/clustering/cluster-representation.ts";
import { matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { hardRow, measureClustering, mediumRow } from "../../../src/engine/analysis/metrics/rows.ts";
import { cloud } from "../../golden/lcg.ts";

const points = matrixFromRows([
  [0, 0],
  [0, 1],
  [5, 5],
  [5, 6],
  [40, 40],
  [-40, 3],
]);
const known = {
  languages: ["en", "en", "bn", "bn", "en", "bn"],
  genres: ["pop", "pop", "folk", "rock", "folk", "rock"],
};
const dbscanOf = (labels: number[]): Clustering => ({
  method: "dbscan_eps1.5",
  algorithm: "dbscan",
  labels: Int32Array.from(labels),
  k: null,
  eps: 1.5,
  minSamples: 2,
});

describe("measureClustering", () => {
  const withNoise = measureClustering(points, Int32Array.of(0, 0, 1, 1, -1, -1), known);

  it("leaves noise out of the shape of clusters", () => {
    // Within 1; between √50 = 7.07…, √61, √41, √50: a row's b is the mean of its two.
    const b = [(Math.sqrt(50) + Math.sqrt(61)) / 2, (Math.sqrt(41) + Math.sqrt(50)) / 2];
    const each = b.map((value) => (value - 1) / value);
    expect(withNoise.silhouette.value).toBeCloseTo((each[0]! + each[1]!) / 2, 14);
    expect(withNoise.daviesBouldin.value).toBeCloseTo(1 / Math.sqrt(50), 14);
    expect(withNoise.silhouettePerRow).toEqual([
      expect.closeTo(each[0]!, 14),
      expect.closeTo(each[1]!, 14),
      expect.closeTo(each[1]!, 14),
      expect.closeTo(each[0]!, 14),
      null,
      null,
    ]);
    expect([withNoise.clustersFound, withNoise.noise]).toEqual([2, 2]);
  });

  it("counts noise as a cluster of its own, or drops it", () => {
    expect(withNoise.language.purity.value).toBeCloseTo(5 / 6, 14);
    expect(withNoise.languageDropNoise.ari.value).toBe(1);
    expect(withNoise.languageDropNoise.nmi.value).toBeCloseTo(1, 14);
    expect(withNoise.genreDropNoise.purity.value).toBe(0.75);
  });
});

describe("rows of the reference's tables", () => {
  it("has metrics_medium.csv's columns, DBSCAN's three only for DBSCAN", () => {
    const dbscan = dbscanOf([0, 0, 1, 1, -1, -1]);
    const row = mediumRow("audio_vae_latent", dbscan, measureClustering(points, dbscan.labels, known));
    expect(Object.keys(row).join()).toBe(
      "rep,method,k,ARI,silhouette,davies_bouldin,n_clusters_found,eps,min_samples,n_noise",
    );
    expect(row).toMatchObject({ k: null, n_clusters_found: 2, eps: 1.5, min_samples: 2, n_noise: 2 });
    const [kmeans] = clusterRepresentation("x", points, { k: 2, dbscanEps: [], minSamples: 3, nInit: 5, seed: 1 });
    expect(mediumRow("x", kmeans!, measureClustering(points, kmeans!.labels, known))).toMatchObject({
      method: "kmeans",
      k: 2,
      eps: null,
      min_samples: null,
      n_noise: null,
    });
  });

  it("has metrics_hard.csv's columns", () => {
    const dbscan = dbscanOf([0, 0, 1, 1, -1, -1]);
    const row = hardRow("lyrics_embed", dbscan, measureClustering(points, dbscan.labels, known));
    expect(Object.keys(row).join()).toBe(
      "rep,method,k,n_clusters_found,n_noise,silhouette,davies_bouldin,ARI_language,NMI_language,purity_language," +
        "ARI_language_dropNoise,NMI_language_dropNoise,purity_language_dropNoise,ARI_genre,NMI_genre,purity_genre," +
        "ARI_genre_dropNoise,NMI_genre_dropNoise,purity_genre_dropNoise",
    );
  });
});

const SEED29 = new URL("../../../shared/data/seed29/", import.meta.url);

describe.skipIf(!existsSync(SEED29))("published DBSCAN rows (skipped where ../shared/data/seed29 is missing)", () => {
  const read = (file: string): Partial<Record<string, string>>[] =>
    parse(readFileSync(new URL(file, SEED29)), { columns: true, bom: true });

  it("has their numbers and their empty cells where all 29 songs are noise", () => {
    const genreOf = new Map(read("genre_map.csv").map((row) => [row["filename"], row["genre"]!]));
    const songs = read("lyrics.csv");
    const classes = {
      languages: songs.map((song) => song["language"]!),
      genres: songs.map((song) => genreOf.get(song["filename"])!),
    };
    const scattered = cloud({ rows: 29, cols: 40, seed: 1, scale: 9 });
    const settings = { k: 6, dbscanEps: [0.5, 1, 1.5], minSamples: 3, nInit: 1, seed: 1 };
    const published = read("metrics_hard.csv").filter(({ rep }) => rep === "lyrics_embed");
    expect(published).toHaveLength(5);
    for (const clustering of clusterRepresentation("x", scattered, settings).slice(2, 5)) {
      const row = hardRow("lyrics_embed", clustering, measureClustering(scattered, clustering.labels, classes));
      const reference = published.find(({ method }) => method === clustering.method)!;
      for (const [column, value] of Object.entries(row)) {
        const text = reference[column];
        if (typeof value === "number") expect(value).toBeCloseTo(Number(text), 14);
        else expect(value ?? "").toBe(text);
      }
    }
  });
});
