import { VIEW_SCHEMA_VERSION, type ViewManifest } from "../src/shared/contract/view.ts";

/** A view of two songs with one of everything that names a file. */
export function smallView(): ViewManifest {
  return {
    schemaVersion: VIEW_SCHEMA_VERSION,
    runId: "a",
    task: "hard",
    songCount: 2,
    songs: "view/songs.json",
    bestBy: [],
    start: { representation: "audio", projection: "pca", method: "kmeans" },
    metricColumns: [],
    mel: null,
    tags: { names: ["calm"], scores: "view/tags.npy" },
    models: [{ name: "ae", label: "Autoencoder", errors: "ae/errors.npy", history: "ae/history.csv" }],
    representations: [
      {
        name: "audio",
        label: "Audio",
        kind: "audio",
        dimensions: 2,
        projections: [
          { method: "pca", file: "projections/audio_pca.npy", trustworthiness: null, neighbours: 1, parameters: {} },
        ],
        neighbours: { count: 1, indices: "view/0/neighbours.npy", distances: "view/0/distances.npy" },
        clusterings: [
          {
            method: "kmeans",
            label: "k-means",
            labels: { file: "view/0/labels.npy", row: 0 },
            silhouette: { file: "view/0/silhouette.npy", row: 0 },
            nextCluster: { file: "view/0/next.npy", row: 0 },
            coAssignment: { file: "view/0/co-assignment.npy", row: 0 },
            clusters: [],
            metrics: {},
            reasons: {},
            best: true,
          },
        ],
      },
    ],
  };
}

/** Paths that do not stay in a run's folder, on one system or another, and what is no path. */
export const HOSTILE_PATHS: readonly unknown[] = [
  "../../../../etc/passwd",
  "view/../../other/run.json",
  "/etc/passwd",
  "\\\\server\\share\\file.npy",
  "..\\..\\secret.npy",
  "view\\..\\..\\secret.npy",
  "C:\\Windows\\win.ini",
  "c:secret.npy",
  "..",
  "",
  7,
  ["view/0.npy"],
];
