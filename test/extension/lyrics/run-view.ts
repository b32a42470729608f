import { VIEW_SCHEMA_VERSION, type ViewCluster, type ViewManifest } from "../../../src/shared/contract/view.ts";
import { listsOf } from "../../../src/extension/runs/run-songs.ts";
import type { RunView } from "../../../src/extension/services.ts";
import { loadShown, type ShownClustering } from "../../../src/extension/lyrics/clusters/shown-clusters.ts";

export interface SongOfRun {
  readonly filename: string;
  readonly cluster: number;
  readonly silhouette?: number;
  readonly error?: number;
}

/** A run's view in memory: one representation, one clustering; the neighbours of a song are those behind it, round the end. */
export function runView(
  songs: readonly SongOfRun[],
  { neighbours = 2, runId = "run", tags = undefined as readonly string[] | undefined } = {},
): RunView {
  const ids = [...new Set(songs.map(({ cluster }) => cluster))].filter((id) => id >= 0).sort((a, b) => a - b);
  const clusters = ids.map((id): ViewCluster => {
    const members = songs.flatMap(({ cluster }, song) => (cluster === id ? [song] : []));
    const terms = ["night", "sea_[x](y)"];
    return { id, size: members.length, medoid: members[0]!, terms, enriched: null, ...(tags && { tags }) };
  });
  const count = Math.min(neighbours, songs.length - 1);
  const ranks = Array.from({ length: count }, (_, rank) => rank);
  const arrays: Readonly<Record<string, Float32Array | Int32Array>> = {
    // Behind a row of another clustering.
    labels: Int32Array.from([...songs.map(() => 99), ...songs.map(({ cluster }) => cluster)]),
    silhouette: Float32Array.from([...songs.map(() => 99), ...songs.map(({ silhouette = NaN }) => silhouette)]),
    indices: Int32Array.from(songs.flatMap((_, song) => ranks.map((rank) => (song + 1 + rank) % songs.length))),
    distances: Float32Array.from(songs.flatMap(() => ranks.map((rank) => 0.25 * (rank + 1)))),
    errors: Float32Array.from(songs, ({ error }) => error ?? 0),
  };
  const manifest: ViewManifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    runId,
    task: "hard",
    songCount: songs.length,
    songs: "view/songs.json",
    models: [{ name: "beta-vae", label: "β-VAE", errors: "errors", history: "history.csv" }],
    bestBy: [],
    start: { representation: "audio", projection: "pca", method: "kmeans" },
    metricColumns: [],
    mel: null,
    representations: [
      {
        name: "audio",
        label: "β-VAE latent",
        kind: "audio",
        dimensions: 2,
        projections: [],
        neighbours: { count, indices: "indices", distances: "distances" },
        clusterings: [
          {
            method: "kmeans",
            label: "k-means",
            labels: { file: "labels", row: 1 },
            silhouette: { file: "silhouette", row: 1 },
            nextCluster: { file: "labels", row: 1 },
            clusters,
            metrics: {},
            reasons: {},
            best: true,
          },
        ],
      },
    ],
  };
  const empty = songs.map(() => "");
  const byName = new Map(songs.map(({ filename }, song) => [filename.normalize("NFC"), song]));
  return {
    run: { manifest: { runId } as RunView["run"]["manifest"], runDir: "/runs/run", annotation: {} },
    manifest,
    songs: listsOf({
      filename: songs.map(({ filename }) => filename),
      language: empty,
      genre: empty,
      audio: empty,
      row: songs.map((_, song) => song + 1),
      firstLyric: empty,
      search: empty,
    }),
    songNamed: (filename) => byName.get(filename.normalize("NFC")),
    array: (file) =>
      Promise.resolve({ shape: [arrays[file]!.length / songs.length, songs.length], data: arrays[file]! }),
  };
}

export async function shownOf(songs: readonly SongOfRun[], tags?: readonly string[]): Promise<ShownClustering> {
  return (await loadShown(runView(songs, { tags })))!;
}
