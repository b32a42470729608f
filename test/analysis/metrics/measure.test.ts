import { existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { Clustering } from "../../../src/engine/analysis/clustering/method.ts";
import { matrixFromRows } from "../../../src/engine/core/matrix.ts";
import { measuredRow } from "./measured-row.ts";
import { chanceOf, permutedLabels } from "../../../src/engine/analysis/metrics/chance.ts";
import { contingency } from "../../../src/engine/analysis/metrics/contingency.ts";
import { DEFAULT_SETTINGS } from "../../../src/shared/contract/settings.ts";
import { allClusterings } from "../clustering/all-clusterings.ts";
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
  label: "DBSCAN, ε = 1.5",
  marksNoise: true,
  drawn: false,
  labels: Int32Array.from(labels),
  parameters: { eps: 1.5, min_samples: 2 },
});
const partly = dbscanOf([0, 0, 1, 1, -1, -1]);

describe("measureClustering", async () => {
  const { row, silhouettePerRow } = await measuredRow("hard", points, partly, known);

  it("leaves noise out of the shape of clusters", () => {
    // Within 1; between √50 = 7.07…, √61, √41, √50: a row's b is the mean of its two.
    const b = [(Math.sqrt(50) + Math.sqrt(61)) / 2, (Math.sqrt(41) + Math.sqrt(50)) / 2];
    const each = b.map((value) => (value - 1) / value);
    expect(row.values["silhouette"]).toBeCloseTo((each[0]! + each[1]!) / 2, 14);
    expect(row.values["davies_bouldin"]).toBeCloseTo(1 / Math.sqrt(50), 14);
    expect([...silhouettePerRow!]).toEqual([
      expect.closeTo(each[0]!, 14),
      expect.closeTo(each[1]!, 14),
      expect.closeTo(each[1]!, 14),
      expect.closeTo(each[0]!, 14),
      NaN,
      NaN,
    ]);
    expect(row.values).toMatchObject({ k: null, n_clusters_found: 2, n_noise: 2 });
  });

  it("counts noise as a cluster of its own, or drops it", () => {
    expect(row.values["purity_language"]).toBeCloseTo(5 / 6, 14);
    expect(row.values["ARI_language_dropNoise"]).toBe(1);
    expect(row.values["NMI_language_dropNoise"]).toBeCloseTo(1, 14);
    expect(row.values["purity_genre_dropNoise"]).toBe(0.75);
  });

  it("says why a cell is empty, and agrees with no label that no song has", async () => {
    const unknown = { languages: known.languages, genres: known.genres.map(() => "") };
    const { row: noise } = await measuredRow("hard", points, dbscanOf([-1, -1, -1, -1, -1, -1]), unknown);
    expect(noise.values).toMatchObject({
      silhouette: null,
      ARI_language: 0,
      ARI_language_dropNoise: null,
      NMI_genre: null,
    });
    expect(noise.reasons).toMatchObject({
      silhouette: "no row is in a cluster",
      davies_bouldin: "no row is in a cluster",
      ARI_language_dropNoise: "no row is in a cluster",
      NMI_genre: "no song has a genre",
      NMI_genre_dropNoise: "no song has a genre",
    });
    expect(noise.reasons).not.toHaveProperty("ARI_language");
  });

  it("has the reference's numbers where all songs are noise, and none in columns of ours", async () => {
    const { values, reasons } = (await measuredRow("hard", points, dbscanOf([-1, -1, -1, -1, -1, -1]), known)).row;
    expect(values).toMatchObject({
      ARI_genre: 0,
      NMI_genre: 0,
      purity_language: 0.5,
      ARI_genre_p: 1,
      NMI_language_p: 1,
    });
    for (const key of ["AMI_genre", "completeness_genre", "fowlkes_mallows_language", "v_measure_language"]) {
      expect(values[key], key).toBeNull();
      expect(reasons[key], key).toBe("all songs are noise");
    }
    expect([values["AMI_genre_p"], reasons["AMI_genre_p"]]).toEqual([null, "all songs are noise"]);
    const medium = (await measuredRow("medium", points, dbscanOf([-1, -1, -1, -1, -1, -1]), known)).row;
    expect(medium.values).toMatchObject({ ARI: 0, AMI: null, completeness: null, ARI_p: 1 });
  });

  it("has no number where all songs are noise and have one label, which is 1 by construction", async () => {
    const one = { ...known, languages: known.languages.map(() => "en") };
    const { values, reasons } = (await measuredRow("hard", points, dbscanOf([-1, -1, -1, -1, -1, -1]), one)).row;
    expect(values).toMatchObject({ ARI_language: null, NMI_language: null, purity_language: null, ARI_genre: 0 });
    expect(reasons["ARI_language"]).toBe("all songs are noise");
  });

  it("tests scores against permuted labels, noise counted", async () => {
    const classes = { languages: known.languages.map(() => "en"), genres: ["a", "a", "b", "b", "c", "c"] };
    const { values, reasons } = (await measuredRow("hard", points, partly, classes)).row;
    const permuted = await permutedLabels(classes)("genre", 42);
    const { pairs, information } = chanceOf(contingency(classes.genres, partly.labels), permuted);
    // 6 of the 90 ways to deal three pairs to three clusters agree wholly.
    expect(Math.abs(pairs - 6 / 90)).toBeLessThan(0.04);
    expect(values).toMatchObject({ ARI_genre_p: pairs, NMI_genre_p: information, AMI_genre_p: information });
    // One language alone: every permutation is the same.
    expect(values).toMatchObject({ ARI_language_p: 1, AMI_language_p: 1 });
    const unknown = (await measuredRow("hard", points, partly, { ...classes, genres: known.genres.map(() => "") })).row;
    expect([unknown.values["ARI_genre_p"], unknown.reasons["ARI_genre_p"]]).toEqual([null, "no song has a genre"]);
    expect(reasons).not.toHaveProperty("ARI_genre_p");
  });

  it("names the label that the representation holds", async () => {
    expect((await measuredRow("hard", points, partly, known, "genre")).row.values["leaks"]).toBe("genre");
    expect((await measuredRow("hard", points, partly, known)).row.values["leaks"]).toBeNull();
  });
});

describe("rows of the reference's tables", () => {
  it("has metrics_medium.csv's columns, DBSCAN's three only for DBSCAN", async () => {
    const { values } = (await measuredRow("medium", points, partly, known)).row;
    expect(Object.keys(values).join()).toMatch(
      /^k,ARI,silhouette,davies_bouldin,n_clusters_found,eps,min_samples,n_noise\b/,
    );
    expect(values).toMatchObject({ k: null, n_clusters_found: 2, eps: 1.5, min_samples: 2, n_noise: 2 });
    const kmeans: Clustering = {
      ...partly,
      marksNoise: false,
      labels: Int32Array.of(0, 0, 1, 1, 1, 1),
      parameters: { k: 2 },
    };
    expect((await measuredRow("medium", points, kmeans, known)).row.values).toMatchObject({
      k: 2,
      eps: null,
      min_samples: null,
      n_noise: null,
    });
  });

  it("has metrics_hard.csv's columns", async () => {
    const { values } = (await measuredRow("hard", points, partly, known)).row;
    expect(Object.keys(values).slice(0, 17).join()).toBe(
      "k,n_clusters_found,n_noise,silhouette,davies_bouldin,ARI_language,NMI_language,purity_language," +
        "ARI_language_dropNoise,NMI_language_dropNoise,purity_language_dropNoise,ARI_genre,NMI_genre,purity_genre," +
        "ARI_genre_dropNoise,NMI_genre_dropNoise,purity_genre_dropNoise",
    );
  });

  it("has the Easy task's", async () => {
    const { values } = (await measuredRow("easy", points, { ...partly, parameters: { k: 2 } }, known)).row;
    expect(Object.keys(values)).toEqual(["dim", "k", "silhouette", "calinski_harabasz"]);
    expect(values).toMatchObject({ dim: 2, k: 2 });
  });
});

const SEED29 = new URL("../../../shared/data/seed29/", import.meta.url);

describe.skipIf(!existsSync(SEED29))("published DBSCAN rows (skipped where ../shared/data/seed29 is missing)", () => {
  const read = (file: string): Partial<Record<string, string>>[] =>
    parse(readFileSync(new URL(file, SEED29)), { columns: true, bom: true });

  it("has their numbers and their empty cells where all 29 songs are noise", async () => {
    const genreOf = new Map(read("genre_map.csv").map((row) => [row["filename"], row["genre"]!]));
    const songs = read("lyrics.csv");
    const classes = {
      languages: songs.map((song) => song["language"]!),
      genres: songs.map((song) => genreOf.get(song["filename"])!),
    };
    const scattered = cloud({ rows: 29, cols: 40, seed: 1, scale: 9 });
    const input = { matrix: scattered, k: 6, seed: 1, stream: "x" };
    const published = read("metrics_hard.csv").filter(({ rep }) => rep === "lyrics_embed");
    expect(published).toHaveLength(5);
    for (const clustering of (await allClusterings(input, DEFAULT_SETTINGS)).slice(2, 5)) {
      const { values } = (await measuredRow("hard", scattered, clustering, classes)).row;
      const reference = published.find(({ method }) => method === clustering.method)!;
      for (const [column, text] of Object.entries(reference)) {
        const value = { rep: "lyrics_embed", method: clustering.method, ...values }[column];
        if (typeof value === "number") expect(value).toBeCloseTo(Number(text), 14);
        else expect(value ?? "").toBe(text);
      }
    }
  });
});
