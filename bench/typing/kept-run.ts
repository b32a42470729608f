import { join } from "node:path";
import { mkdir } from "node:fs/promises";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import { RUN_SCHEMA_VERSION, type RunManifest } from "../../src/shared/contract/run.ts";
import { RESULT_FILES, VIEW } from "../../src/shared/contract/result-files.ts";
import { VIEW_SCHEMA_VERSION, type ViewManifest, type ViewSongs } from "../../src/shared/contract/view.ts";
import { writeJson } from "../../src/engine/core/files.ts";
import { inView, VIEW_FILES, writeViewArray } from "../../src/engine/results/view/files.ts";

const CLUSTERS = 5;
const NEIGHBOURS = 10;

/** A kept run of made-up songs: one representation with one clustering, as lenses and marks read it. */
export async function writeKeptRun(workspace: string, filename: readonly string[]): Promise<void> {
  const runId = "20260101-000000-medium-0000";
  const folder = join(workspace, ".latentune", "runs", runId);
  const view = join(folder, VIEW.folder);
  await mkdir(view, { recursive: true });
  const songs = filename.length;
  const perSong = (of: (song: number) => number) => Int32Array.from({ length: songs }, (_, song) => of(song));
  const numbers = (length: number) => Float32Array.from({ length }, (_, at) => (at % 97) / 97);
  const [rep, clustering] = [0, 0];
  const near = [songs, NEIGHBOURS];
  const neighbours = perSong((song) => song);
  const columns: ViewSongs = {
    filename,
    language: filename.map(() => "english"),
    genre: filename.map((_, song) => `genre ${song % 7}`),
    audio: filename.map(() => ""),
    row: filename.map((_, song) => song + 1),
    firstLyric: filename.map(() => ""),
  };
  await VIEW_FILES.songs.write(view, columns);
  const manifest: ViewManifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    runId,
    task: "medium",
    songCount: songs,
    songs: inView(VIEW_FILES.songs.path),
    representations: [
      {
        name: "lyrics",
        label: "Lyrics",
        kind: "lyrics",
        dimensions: 2,
        projections: [],
        neighbours: {
          count: NEIGHBOURS,
          indices: await writeViewArray(
            view,
            VIEW_FILES.neighbours,
            {
              shape: near,
              data: Int32Array.from({ length: songs * NEIGHBOURS }, (_, at) => neighbours[(at * 7) % songs]!),
            },
            { rep },
          ),
          distances: await writeViewArray(
            view,
            VIEW_FILES.distances,
            { shape: near, data: numbers(songs * NEIGHBOURS) },
            { rep },
          ),
        },
        clusterings: [
          {
            method: "kmeans",
            label: "K-Means",
            labels: await writeViewArray(
              view,
              VIEW_FILES.labels,
              { shape: [songs], data: perSong((song) => song % CLUSTERS) },
              { rep, clustering },
            ),
            silhouette: await writeViewArray(
              view,
              VIEW_FILES.silhouette,
              { shape: [songs], data: numbers(songs) },
              { rep, clustering },
            ),
            nextCluster: await writeViewArray(
              view,
              VIEW_FILES.nextCluster,
              { shape: [songs], data: perSong((song) => (song + 1) % CLUSTERS) },
              { rep, clustering },
            ),
            clusters: Array.from({ length: CLUSTERS }, (_, id) => ({
              id,
              size: Math.ceil((songs - id) / CLUSTERS),
              medoid: id,
              terms: [],
              enriched: null,
            })),
            metrics: {},
            reasons: {},
            best: true,
          },
        ],
      },
    ],
    models: [],
    bestBy: [],
    start: { representation: "lyrics", projection: "tsne", method: "kmeans" },
    metricColumns: [],
    mel: null,
  };
  await writeJson(join(view, VIEW_FILES.manifest.path), manifest);
  const run: RunManifest = {
    schemaVersion: RUN_SCHEMA_VERSION,
    runId,
    task: "medium",
    startedAt: "2026-01-01T00:00:00.000Z",
    seconds: 1,
    settings: { ...DEFAULT_SETTINGS, epochs: 1, latentDim: 16, klWarmup: 1, k: CLUSTERS, alphas: [1] },
    dataFingerprint: "",
    rows: { total: songs, used: songs },
    versions: {},
    steps: [],
    models: [],
    bestBy: [],
    best: [],
    warnings: [],
    files: [],
  };
  await writeJson(join(folder, RESULT_FILES.manifest), run);
}
