import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/shared/contract/diagnostic.ts";
import type { ViewManifest } from "../../src/shared/contract/view.ts";
import { readNpy } from "../../src/engine/core/npy.ts";
import { matrix, matrixFromFloat32 } from "../../src/engine/core/matrix.ts";
import { agreement } from "../../src/engine/analysis/metrics/agreement.ts";
import { daviesBouldin } from "../../src/engine/analysis/metrics/shape.ts";
import { partitionOf } from "../../src/engine/analysis/partition.ts";
import { silhouette } from "../../src/engine/analysis/metrics/silhouette.ts";
import { emptySentences, falseClaims } from "../report/run-claims.ts";
import { cli, sampleWorkspace, type CliResult } from "./run-cli.ts";

/** Short clips and few epochs: this is about the way through, not about the networks' quality. */
const FAST = ["--architecture", "reference", "--seconds", "3", "--epochs", "3", "--include-genre-feature"] as const;

let workspace: string;
let first: CliResult;
beforeAll(async () => {
  workspace = await sampleWorkspace();
  first = await cli(workspace, "hard", ...FAST);
});
afterAll(async () => {
  await rm(workspace, { recursive: true, force: true });
});

const results = (...path: readonly string[]): string => join(workspace, "results_hard", ...path);
const table = async (...path: readonly string[]): Promise<Record<string, string>[]> => {
  const [head, ...lines] = (await readFile(results(...path), "utf8")).trimEnd().split("\n");
  // No cell of these tables that is looked at holds a comma; song names with commas are not in the samples.
  return lines.map((line) =>
    Object.fromEntries(head!.split(",").map((name, index) => [name, line.split(",")[index] ?? ""])),
  );
};

describe("latentune hard", () => {
  it("ends well and says what it did in the last line", () => {
    expect(first.stderr).toContain("Training the β-VAE");
    expect(first).toMatchObject({
      code: 0,
      json: { task: "hard", resultsDir: results(), rows: { total: 30, used: 30 } },
    });
    expect(first.json["steps"]).toHaveLength(13);
    expect(first.stdout).toContain("β-VAE latent ");
  });

  it("writes the reference's table: its columns, every representation by every method", async () => {
    const text = await readFile(results("clustering", "metrics_hard.csv"), "utf8");
    expect(text.split("\n")[0]).toMatch(
      "rep,method,k,n_clusters_found,n_noise,silhouette,davies_bouldin,ARI_language,NMI_language,purity_language," +
        "ARI_language_dropNoise,NMI_language_dropNoise,purity_language_dropNoise,ARI_genre,NMI_genre,purity_genre," +
        "ARI_genre_dropNoise,NMI_genre_dropNoise,purity_genre_dropNoise,AMI_language,homogeneity_language",
    );
    const rows = await table("clustering", "metrics_hard.csv");
    expect([...new Set(rows.map(({ rep }) => rep))]).toEqual([
      "spectral_meanmel",
      "spectral_pca16",
      "lyrics_embed",
      "audio_betaVAE_latent",
      "audio_autoencoder_latent",
      ...["1", "0.3", "0.1", "0.03", "0.01"].map((alpha) => `hybrid_alpha${alpha}_audio+lyrics`),
      ...["1", "0.3", "0.1", "0.03", "0.01"].map((alpha) => `multimodal_alpha${alpha}_audio+lyrics+genreOH_gamma1`),
      "audio_musicnn",
      ...["1", "0.3", "0.1", "0.03", "0.01"].map((alpha) => `hybrid_alpha${alpha}_musicnn+lyrics`),
      "audio_contrastive",
      "audio_betaVAE_latent_raw",
      "audio_betaVAE_latent_direction",
      "audio_autoencoder_latent_raw",
      "audio_autoencoder_latent_direction",
    ]);
    expect([...new Set(rows.map(({ method }) => method))]).toEqual([
      "kmeans",
      "agglomerative_ward",
      "dbscan_eps0.5",
      "dbscan_eps1",
      "dbscan_eps1.5",
      "dbscan_knee",
      "hdbscan",
      "gmm_diag",
      "gmm_full",
      "spectral",
    ]);
  });

  it("says how often permuted labels reach a score, and which representations contain the genre", async () => {
    const rows = await table("clustering", "metrics_hard.csv");
    for (const row of rows) {
      const p = Number(row["ARI_genre_p"]);
      expect(p).toBeGreaterThanOrEqual(1 / 1001);
      expect(p).toBeLessThanOrEqual(1);
      expect(row["NMI_genre_p"]).toBe(row["AMI_genre"] === "" ? "1" : row["AMI_genre_p"]);
      expect(row["leaks"]).toBe(row["rep"]!.startsWith("multimodal") ? "genre" : "");
    }
    // With the genre in it, clusters are the genres: no permutation comes near, and nothing is learnt.
    const holding = rows.find(({ rep, method }) => rep!.startsWith("multimodal_alpha0.01") && method === "kmeans")!;
    expect(Number(holding["ARI_genre_p"])).toBeCloseTo(1 / 1001, 12);
    const view = JSON.parse(
      await readFile(join(workspace, ".latentune", "runs", String(first.json["runId"]), "view", "view.json"), "utf8"),
    ) as ViewManifest;
    for (const { name, holdsLabel } of view.representations)
      expect(holdsLabel, name).toBe(name.startsWith("multimodal") ? "genre" : undefined);
    expect(view.start.representation).not.toContain("multimodal");
    expect(view.warnings?.[0]?.message).toMatch(
      /^Each genre is one or a few recordings: “folk” is “Fantasma - Los Rombos”/,
    );
    const codes = (first.json["warnings"] as Diagnostic[]).map(({ code }) => code);
    for (const code of ["genre-is-recording", "noise-only", "label-contained", "lyrics-missing-identical"])
      expect(codes.filter((each) => each === code)).toHaveLength(1);
    expect(await readFile(results("REPORT.md"), "utf8")).toContain("† the representation contains the label");
  });

  it("writes the arrays and labels that the table can be computed from again", async () => {
    const metrics = await table("clustering", "metrics_hard.csv");
    const clusters = await table("clustering", "clusters_hard.csv");
    for (const { rep, method, ...row } of metrics.filter((candidate) => candidate["method"] === "agglomerative_ward")) {
      const { shape, data } = await readNpy(results("embeddings", `${rep!}.npy`));
      const songs = clusters.filter((song) => song["rep"] === rep && song["method"] === method);
      const labels = songs.map(({ cluster }) => Number(cluster));
      const embedding = matrix(shape[0]!, shape[1]!, data as Float64Array);
      const genre = agreement(
        songs.map((song) => song["genre"]!),
        labels,
      );
      expect(Number(row["silhouette"])).toBeCloseTo(silhouette(embedding, labels).overall.value!, 12);
      expect(Number(row["davies_bouldin"])).toBeCloseTo(
        daviesBouldin(embedding, partitionOf(embedding, labels)).value!,
        12,
      );
      expect([genre.ARI.value, genre.NMI.value, genre.purity.value].map((value) => value!.toFixed(10))).toEqual(
        ["ARI_genre", "NMI_genre", "purity_genre"].map((name) => Number(row[name]).toFixed(10)),
      );
    }
  });

  it("writes the networks' latents, normalisation and first reconstruction in the reference's shapes", async () => {
    for (const folder of ["beta_vae_audio", "ae_audio"]) {
      const latents = await readNpy(results(folder, "z_audio_mu.npy"));
      expect(latents.shape).toEqual([30, 16]);
      expect(latents.data).toBeInstanceOf(Float32Array);
      expect((await readNpy(results(folder, "x_mean.npy"))).shape).toEqual([]);
      expect((await readNpy(results(folder, "recon_sample.npy"))).shape).toEqual([1, 80, 300]);
    }
    expect((await readNpy(results("contrastive_audio", "z_audio.npy"))).shape).toEqual([30, 64]);
    // The standardised representation is the latents' own.
    const { shape, data } = await readNpy(results("beta_vae_audio", "z_audio_mu.npy"));
    const latents = matrixFromFloat32(shape[0]!, shape[1]!, data as Float32Array);
    const column = Array.from({ length: 30 }, (_, row) => latents.data[row * 16]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / 30;
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 30);
    const standardised = await readNpy(results("embeddings", "audio_betaVAE_latent.npy"));
    expect(Number(standardised.data[0])).toBeCloseTo((column[0]! - mean) / deviation, 8);
  });

  it("writes the pictures that the report shows, and run.json names every file", async () => {
    const report = await readFile(results("REPORT.md"), "utf8");
    const shown = [...report.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => decodeURIComponent(match[1]!));
    expect(shown.length).toBeGreaterThan(10);
    for (const path of shown) {
      expect((await readFile(results(...path.split("/")))).subarray(1, 4).toString()).toBe("PNG");
    }
    const manifest = JSON.parse(await readFile(results("run.json"), "utf8")) as { files: string[]; settings: object };
    expect(manifest.files).toEqual(expect.arrayContaining([...shown, "REPORT.md", "run.json"]));
    expect(manifest.settings).toMatchObject({
      seed: 42,
      k: 4,
      alphas: [1, 0.3, 0.1, 0.03, 0.01],
      latentDim: 16,
      epochs: 3,
    });
    expect(report).toContain("contain the genre that they are scored against");
  });

  it("writes the genres that it used beside the table, which it leaves alone", async () => {
    const meta = await readFile(join(workspace, "data", "meta_with_genre.csv"), "utf8");
    expect(meta.split("\n").slice(0, 2)).toEqual([
      "filename,language,genre",
      "Fantasma - Los Rombos (1 of 6).mp3,spanish,folk",
    ]);
  });

  it("reuses everything the second time, and retrains nothing for another k", async () => {
    const second = await cli(workspace, "hard", ...FAST);
    const steps = second.json["steps"] as { name: string; reused: boolean }[];
    const expensive = [
      "log-mel",
      "mean-mel",
      "audio-embedding",
      "train-beta-vae",
      "train-ae",
      "train-contrastive",
      "embed-lyrics",
      "cluster",
      "project",
      "draw",
    ];
    expect(steps.filter(({ reused }) => reused).map(({ name }) => name)).toEqual(expensive);
    const otherK = await cli(workspace, "hard", ...FAST, "--k", "3");
    const stepsOfOtherK = otherK.json["steps"] as { name: string; reused: boolean }[];
    expect(stepsOfOtherK.filter(({ reused }) => reused).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["log-mel", "train-beta-vae", "train-ae"]),
    );
    expect((await table("clustering", "metrics_hard.csv"))[0]).toMatchObject({ k: "3", n_clusters_found: "3" });
  });

  it("gives the same table, byte by byte, in a cold workspace", async () => {
    const other = await sampleWorkspace();
    try {
      await cli(other, "hard", ...FAST, "--k", "3");
      for (const file of ["metrics_hard.csv", "clusters_hard.csv"]) {
        expect(await readFile(join(other, "results_hard", "clustering", file), "utf8")).toBe(
          await readFile(results("clustering", file), "utf8"),
        );
      }
    } finally {
      await rm(other, { recursive: true, force: true });
    }
  });

  it("reports nothing that its files do not say, with a sweep of k as well", async () => {
    const swept = await cli(workspace, "k-sweep", "--rep", "audio_musicnn", "--rep", "lyrics_embed", "--to", "5");
    const folder = join(workspace, ".latentune", "runs", String(swept.json["runId"]));
    expect(await falseClaims(folder, results())).toEqual([]);
    expect(await emptySentences(folder)).toEqual([]);
  });

  it("keeps its runs: listed, shown, compared, deleted", async () => {
    const list = (await cli(workspace, "runs")).json["runs"] as { runId: string }[];
    expect(list).toHaveLength(3);
    const [otherK, , cold] = list.map(({ runId }) => runId);
    expect((await cli(workspace, "runs", "show", cold!)).stdout).toContain("Training the β-VAE");
    const comparison = await cli(workspace, "runs", "compare", cold!, otherK!);
    expect(comparison.json).toMatchObject({ sameData: true, settings: [{ name: "k", a: 4, b: 3 }] });
    const report = await cli(workspace, "compare", cold!, `${otherK!}:lyrics_embed:kmeans`, "--format", "md");
    expect(report).toMatchObject({ code: 0, json: { a: cold, b: otherK } });
    // A name that the run does not have is no other clustering.
    for (const [name, told] of [["nosuch:kmeans", /no representation “nosuch”\. It has .*lyrics_embed/], ["lyrics_embed:nosuch", /no clustering “nosuch” of lyrics_embed\. It has kmeans/]] as const) // prettier-ignore
      expect(await cli(workspace, "compare", `${cold!}:${name}`, otherK!)).toMatchObject({ code: 1, json: { error: expect.stringMatching(told) as string } }); // prettier-ignore
    const text = await readFile(join(workspace, "results_comparison", "REPORT.md"), "utf8");
    expect(text).toContain("The runs differ in 1 setting: k (4 → 3).");
    expect(text).toContain("and Lyrics by K-Means (B, 3 clusters)");
    expect((await readFile(join(workspace, "results_comparison", "figures", "maps-2.png"))).length).toBeGreaterThan(0);
    expect((await cli(workspace, "runs", "delete", cold!)).code).toBe(0);
    expect((await cli(workspace, "runs", "show", cold!)).code).toBe(1);
    expect((await cli(workspace, "runs")).json["runs"]).toHaveLength(2);
  });
});
