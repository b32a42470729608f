import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { dbscan, withRadius } from "../../src/engine/analysis/clustering/dbscan.ts";
import { hdbscanOf } from "../../src/engine/analysis/clustering/hdbscan.ts";
import { kmeansAtSize } from "../../src/engine/analysis/clustering/kmeans/at-size.ts";
import { kmeans } from "../../src/engine/analysis/clustering/kmeans/kmeans.ts";
import type { ClusterInput } from "../../src/engine/analysis/clustering/method.ts";
import { spectralAtSize } from "../../src/engine/analysis/clustering/spectral/at-size.ts";
import { wardAtSize } from "../../src/engine/analysis/clustering/ward/at-size.ts";
import { cutTree, wardLinkage } from "../../src/engine/analysis/clustering/ward/ward.ts";
import { findNeighbours } from "../../src/engine/analysis/neighbours/find.ts";
import { WorkerPool } from "../../src/engine/core/executor-pool.ts";
import { allowMarkingAtOnce } from "../../src/engine/core/native/mark-at-once.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { createFeatureExecutor } from "../../src/engine/audio/features/feature-executor.ts";
import { extractFeature } from "../../src/engine/audio/features/extract.ts";
import { logMelFeature } from "../../src/engine/audio/features/log-mel.ts";
import { embedLyricsBySvd } from "../../src/engine/lyrics/embedding.ts";
import { silhouette } from "../../src/engine/analysis/metrics/silhouette.ts";
import type { ProjectionName } from "../../src/shared/contract/projections.ts";
import { project } from "../../src/engine/analysis/projections/project.ts";
import { mixture, songTexts } from "../synthetic.ts";

/** A remark on the figure, or nothing. */
export type Outcome = string | undefined;

export interface GrowingStep {
  /** Numbers of songs; default: 1,000, 10,000 and 50,000. */
  readonly sizes?: readonly number[];
  /** Makes the input, outside the timing. */
  prepare(
    rows: number,
    files: { readonly audio: readonly string[] },
  ): Promise<() => Promise<Outcome>> | (() => Promise<Outcome>);
}

const LARGE = [1000, 10_000, 50_000, 200_000];
const go = (): Promise<void> => Promise.resolve();

const COLUMNS = 32;
const CLUSTERS = 20;
/** So that a fifth of the rows or so are core rows. */
const EPS = 5;

const onMixture =
  (run: (points: ReturnType<typeof mixture>) => unknown) =>
  (rows: number): (() => Promise<Outcome>) => {
    const points = mixture(rows, COLUMNS, 1);
    return async () => {
      await run(points);
      return undefined;
    };
  };
const inputOf = (matrix: ClusterInput["matrix"]): ClusterInput => ({ matrix, k: CLUSTERS, seed: 0, stream: "bench" });
const byTurns = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row % CLUSTERS);
const map = (method: ProjectionName): GrowingStep => ({
  prepare: onMixture((points) => project(points, method, { seed: 0 })),
});

export const STEPS: Readonly<Record<string, GrowingStep>> = {
  "K-Means, k 20, 10 starts": {
    sizes: LARGE,
    prepare: onMixture((points) => kmeansAtSize(points, { k: CLUSTERS, nInit: 10, rng: createRng(0, "bench") }, go)),
  },
  Ward: {
    sizes: LARGE,
    prepare: onMixture((points) => wardAtSize(points, { k: CLUSTERS, rng: createRng(0, "bench") }, go)),
  },
  DBSCAN: { sizes: LARGE, prepare: onMixture((points) => withRadius(inputOf(points), EPS, 3)) },
  HDBSCAN: { sizes: LARGE, prepare: onMixture((points) => hdbscanOf(inputOf(points), 5)) },
  "spectral clustering": { sizes: LARGE, prepare: onMixture((points) => spectralAtSize(inputOf(points), 5)) },
  "30 nearest neighbours": {
    sizes: LARGE,
    prepare: onMixture((points) => findNeighbours(points, 30, { rng: createRng(0, "bench") })),
  },
  "silhouette, 20 clusters": { prepare: onMixture((points) => silhouette(points, byTurns(points.rows))) },
  "map by PCA, with trustworthiness": map("pca"),
  "map by t-SNE, with trustworthiness": map("tsne"),
  "map by UMAP, with trustworthiness": map("umap"),
  // What becomes of a representation once it is there, one thing after the other.
  "all of these but the map by PCA": {
    sizes: [1000, 10_000, 15_000, 20_000],
    prepare: onMixture(async (points) => {
      const labels = kmeans(points, { k: CLUSTERS, nInit: 10, rng: createRng(0, "bench") }).labels;
      cutTree(wardLinkage(points), CLUSTERS);
      dbscan(points, { eps: EPS, minSamples: 3 });
      silhouette(points, labels);
      for (const method of ["tsne", "umap"] as const) await project(points, method, { seed: 0 });
    }),
  },
  "TF-IDF and SVD to 64 columns": {
    prepare: (rows) => {
      const texts = songTexts(rows);
      return () => Promise.resolve(embedLyricsBySvd(texts, 0).description);
    },
  },
  // A job at 300,000 may take twice the time of one at 10,000.
  "worker pool, jobs that do nothing": {
    sizes: [10_000, 100_000, 300_000],
    prepare: (rows) => {
      const jobs = Array.from({ length: rows }, (_, job) => job);
      const pool = new WorkerPool<number, number>({ url: new URL("growth-worker.js", import.meta.url) });
      return async () => {
        const started = performance.now();
        await pool.run(jobs);
        const micros = (1000 * (performance.now() - started)) / rows;
        await pool.close();
        return `${micros.toFixed(0)} µs a job`;
      };
    },
  },
  "decode and log-mel, 30 s a track": {
    sizes: [30, 300, 1000],
    prepare: async (rows, { audio }) => {
      const folder = await mkdtemp(join(tmpdir(), "latentune-bench-"));
      // As in our programs.
      allowMarkingAtOnce();
      const executor = createFeatureExecutor({ url: pathToFileURL(resolve("dist/worker.js")) });
      const requests = Array.from({ length: rows }, (_, row) => ({
        id: String(row),
        audioPath: resolve(audio[row % audio.length]!),
        contentHash: String(row).padStart(64, "0"),
      }));
      return async () => {
        try {
          const results = await extractFeature(logMelFeature, requests, { cacheDir: folder, executor });
          const failed = [...results.values()].filter(({ ok }) => !ok).length;
          if (failed > 0) throw new Error(`${failed} tracks were not decoded.`);
        } finally {
          await executor.close();
          await rm(folder, { recursive: true, force: true });
        }
        return undefined;
      };
    },
  },
};
