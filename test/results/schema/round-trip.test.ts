import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Song } from "../../../src/shared/contract/dataset.ts";
import { TASKS } from "../../../src/shared/contract/settings.ts";
import { METRIC_TABLES } from "../../../src/shared/contract/metrics.ts";
import { COMMON_FILES } from "../../../src/engine/results/files/common.ts";
import { TASK_SCHEMAS } from "../../../src/engine/results/files/index.ts";
import type { ArrayFile } from "../../../src/engine/results/schema/array.ts";
import type { JsonFile } from "../../../src/engine/results/schema/file.ts";
import type { TableFile } from "../../../src/engine/results/schema/table.ts";
import type { SongTableFile } from "../../../src/engine/results/schema/song-table.ts";
import { declaredFiles } from "../declared.ts";
import { smallView } from "../../small-view.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-schema-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const song: Song = {
  filename: 'a, "b"\nc.wav',
  language: "বাংলা",
  genre: "",
  lyrics: "",
  audioPath: "/w/data/audio/a.wav",
  audioRelative: "data/audio/a.wav",
  row: 3,
  firstLine: 4,
  lastLine: 9,
};
const projection = {
  method: "umap",
  trustworthiness: { value: 0.1, neighbours: 5, sample: 30 },
  parameters: { minDist: 0.1, algorithm: "exact" },
};

const sweep = {
  ...{ representation: "r", label: "R", songs: 30 },
  points: [{ k: 2, silhouette: 0.5, davies_bouldin: null, calinski_harabasz: 3, bic: -4, stability: 1 }],
  best: { silhouette: 2, davies_bouldin: null, calinski_harabasz: 3, bic: 3, stability: 2 },
  kDistance: { minSamples: 3, distances: [], eps: null },
};

/** A row of each table, and what its reader makes of it. */
const ROWS: Readonly<Record<string, readonly [row: unknown, read: unknown]>> = {
  "songs.csv": [
    song,
    {
      filename: song.filename,
      language: "বাংলা",
      genre: "",
      audio_path: "data/audio/a.wav",
      row: 3,
      first_line: 4,
      last_line: 9,
    },
  ],
  "projections/projections.csv": [
    { name: "VAE", projection },
    { rep: "VAE", method: "umap", trustworthiness: 0.1, neighbours: 5, parameters: projection.parameters },
  ],
  "tags/cluster_tags.csv": [
    { rep: "r", method: "kmeans", cluster: 2, songs: 4, name: "a, b", mean: 0.3, others: 0.125 },
    { rep: "r", method: "kmeans", cluster: 2, songs: 4, tag: "a, b", mean: 0.3, mean_of_others: 0.125 },
  ],
  "contrastive_audio/history.csv": [
    { epoch: 2, total: 0.50000001, learningRate: 0.001 },
    { epoch: 2, total: 0.50000001, learning_rate: 0.001 },
  ],
  "history.csv": [
    { epoch: 2, reconstruction: 0.5, kl: 1e-9, total: 0.50000001, beta: 4, learningRate: 0.001 },
    { epoch: 2, reconstruction: 0.5, kl: 1e-9, total: 0.50000001, beta: 4, learning_rate: 0.001 },
  ],
  "metrics/clusters.csv": [
    { song, clusters: { VAE: 1, PCA: 0 } },
    { file: "data/audio/a.wav", language: "বাংলা", cluster_vae: 1, cluster_pca: 0 },
  ],
  ...Object.fromEntries(
    ["medium", "hard"].map((task) => [
      `clustering/co_assignment_${task}.csv`,
      [
        { rep: "r", method: "kmeans", song, cluster: 1, coAssignment: 0.25 },
        { rep: "r", method: "kmeans", filename: song.filename, cluster: 1, co_assignment: 0.25 },
      ],
    ]),
  ),
  ...Object.fromEntries(
    ["medium", "hard"].map((task) => [
      `clustering/clusters_${task}.csv`,
      [
        { rep: "r", method: "kmeans", song, cluster: -1, silhouette: null },
        {
          rep: "r",
          method: "kmeans",
          filename: song.filename,
          language: "বাংলা",
          genre: "",
          cluster: -1,
          silhouette: null,
        },
      ],
    ]),
  ),
  "embeddings/meta.csv": [song, { file: "data/audio/a.wav", language: "বাংলা" }],
  "embeddings/lyrics_meta.csv": [song, { filename: song.filename, language: "বাংলা" }],
  "audio_features/audio_meta.csv": [
    { song, seconds: 2.5, bands: 80, frames: 250 },
    {
      filename: song.filename,
      language: "বাংলা",
      audio_path: "data/audio/a.wav",
      sr: 16_000,
      seconds: 2.5,
      mel_bins: 80,
      frames: 250,
    },
  ],
  "beta_sweep.csv": [
    { beta: 0.1, reconstruction: 1, kl: null, silhouette: null, nmiGenre: -0.5, nmiLanguage: 0 },
    { beta: 0.1, reconstruction: 1, kl: null, silhouette: null, NMI_genre: -0.5, NMI_language: 0 },
  ],
  "k_sweep.csv": [
    { sweep, point: sweep.points[0] },
    {
      ...{ rep: "r", k: 2, silhouette: 0.5, davies_bouldin: null, calinski_harabasz: 3, bic: -4, stability: 1 },
      ...{ best_by: "silhouette stability", songs: 30 },
    },
  ],
  "k_distance.csv": [
    { sweep, rank: 1, distance: 0.25 },
    { rep: "r", min_samples: 3, rank: 1, distance: 0.25, eps: null },
  ],
  "clusters.csv": [
    { song, clusters: {} },
    { filename: song.filename, language: "বাংলা", genre: "" },
  ],
};

const VALUES: Readonly<Record<string, unknown>> = {
  "settings.json": { seed: 1 },
  "embedding.json": { embedding: "a.npy" },
  "sweep.json": { runId: "r" },
  "view.json": smallView(),
  "songs.json": {
    filename: ["a"],
    language: [""],
    genre: [""],
    audio: ["data/a"],
    row: [1],
    firstLyric: [""],
    search: ["a"],
  },
  "{song}.json": { original: "view/mels/0-original.npy" },
};

/** The sample whose name the path ends with. */
function sampleOf<T>(samples: Readonly<Record<string, T>>, path: string): T {
  const name = Object.keys(samples).find((end) => path === end || path.endsWith(`/${end}`));
  if (name === undefined) throw new Error(`There is no sample for ${path}.`);
  return samples[name]!;
}

const KEYS = { rep: "r+1", method: "pca", beta: 4, embedding: "e", song: 0, picture: "ae", clustering: 2 };

/** Every declared file once whose contents the engine writes and reads itself. */
const FILES = new Map(
  TASKS.flatMap((task) => declaredFiles(task)).flatMap((file) => ("read" in file ? [[file.path, file]] : [])),
);
const WITHOUT_METRICS = [...FILES].filter(([path]) => !path.includes("metrics") || path.endsWith("clusters.csv"));
type Table = TableFile<"{key}", unknown, unknown>;
type Json = JsonFile<"{key}", unknown>;

it.each(WITHOUT_METRICS)("%s is read as it was written", async (path, file) => {
  const keys = KEYS as never;
  if (file.columns !== undefined) {
    const [row, expected] = sampleOf(ROWS, path);
    const all = async (reading: AsyncIterable<unknown>): Promise<unknown[]> => {
      const rows: unknown[] = [];
      for await (const each of reading) rows.push(each);
      return rows;
    };
    if (!("parquet" in file)) {
      const kept = file as Table;
      await kept.write(folder, [row, row], keys);
      expect(await all(kept.read(folder, keys))).toEqual([expected, expected]);
      return;
    }
    const kept = file as unknown as SongTableFile<string, unknown, object>;
    for (const songs of [1, 2, 3]) {
      await kept.write(folder, () => [row, row], { songs, limits: { tableSongs: 1, csvSongs: 2 } });
      expect([songs, await all(kept.read(folder))]).toEqual([songs, [expected, expected]]);
    }
  } else if (file.axes !== undefined) {
    const kept = file as ArrayFile<"{key}">;
    const { axes } = kept;
    const shape = axes.map((axis) => (typeof axis === "number" ? axis : 3));
    const data = Array.from({ length: shape.reduce((size, length) => size * length, 1) }, (_, at) => at - 1);
    await kept.write(folder, { shape, data }, keys);
    const found = await kept.read(folder, Object.fromEntries(axes.map((axis) => [axis, 3])), keys);
    expect([found.shape, Array.from(found.data)]).toEqual([shape, data]);
  } else {
    const kept = file as unknown as Json;
    const value = sampleOf(VALUES, path);
    await kept.write(folder, value, keys);
    expect(await kept.read(folder, keys)).toEqual(value);
  }
});

it("no file is read out of the run's folder, whatever its keys are", async () => {
  const { coordinates } = COMMON_FILES;
  for (const rep of ["../../x", "..\\..\\x", "a/../../../x"])
    await expect(coordinates.read(folder, {}, { rep, method: "pca" })).rejects.toThrow("is not in the run's folder");
});

it.each(TASKS)("%s: the metrics are read as they were written", async (task) => {
  const { metrics } = TASK_SCHEMAS[task];
  const [column] = METRIC_TABLES[task].filter((key) => key !== "rep" && key !== "method");
  const values = Object.fromEntries(METRIC_TABLES[task].slice(task === "easy" ? 1 : 2).map((key) => [key, null]));
  const row = { rep: "PCA", method: "PCA+KMeans", values: { ...values, [column!]: 0.1 }, reasons: { silhouette: "k" } };
  await metrics.write(folder, [row, { ...row, reasons: {} }], { songs: 30 });
  expect(await metrics.read(folder)).toEqual([row, { ...row, reasons: {} }]);
});
