import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import type { RunManifest } from "../../src/shared/contract/run.ts";
import {
  VIEW_SCHEMA_VERSION,
  type ViewClustering,
  type ViewManifest,
  type ViewRepresentation,
} from "../../src/shared/contract/view.ts";
import type { MetricTableRow } from "../../src/engine/analysis/metrics/table.ts";
import { readBibliography } from "../../src/engine/report/model/references.ts";
import type { DrawnRepresentation, ReportSource } from "../../src/engine/report/model/source.ts";

export const row = (rep: string, method: string, values: MetricTableRow["values"], reasons = {}): MetricTableRow => ({
  rep,
  method,
  values,
  reasons,
});

/** Rows of three representations, of which the last contains the genre. */
export const ROWS: readonly MetricTableRow[] = [
  row("spectral_meanmel", "kmeans", { ARI_genre: 0.4, ARI_genre_p: 0.02, NMI_genre: 0.5, silhouette: 0.2, ARI_language: 0.1, n_clusters_found: 2, n_noise: 0 }), // prettier-ignore
  row("spectral_meanmel", "agglomerative_ward", { ARI_genre: 0.4, ARI_genre_p: 0.02, NMI_genre: 0.6, silhouette: 0.3, ARI_language: 0.3, n_clusters_found: 2, n_noise: 0 }), // prettier-ignore
  row("lyrics_embed", "hdbscan", { ARI_genre: null, NMI_genre: null, silhouette: null, ARI_language: null, n_clusters_found: 0, n_noise: 4 }, { silhouette: "every song is noise" }), // prettier-ignore
  row("lyrics_embed", "agglomerative_ward", { ARI_genre: -0.1, ARI_genre_p: 0.7, NMI_genre: 0.1, silhouette: 0.1, ARI_language: 0, n_clusters_found: 2, n_noise: 0 }), // prettier-ignore
  row("multimodal", "kmeans", { ARI_genre: 1, ARI_genre_p: 0.001, NMI_genre: 1, silhouette: 0.1, ARI_language: 0.2, n_clusters_found: 2, n_noise: 0, leaks: "genre" }), // prettier-ignore
];

export const MANIFEST: RunManifest = {
  schemaVersion: 1,
  runId: "20261122-114003-hard-3fa9",
  task: "hard",
  startedAt: "2026-11-22T11:40:03.000Z",
  seconds: 72.4,
  settings: { ...DEFAULT_SETTINGS, epochs: 400, latentDim: 16, klWarmup: 100, k: 2, alphas: [1, 0.3] },
  dataFingerprint: "0123456789abcdef",
  rows: { total: 5, used: 4 },
  versions: { latentune: "0.1.0" },
  steps: [
    { name: "train", label: "Training β-VAE", seconds: 60, reused: true, detail: "cached" },
    { name: "embed-lyrics", label: "Lyrics", seconds: 1, reused: false, detail: "TF-IDF of 12 character 3- to 5-grams, exact SVD to 4 columns" }, // prettier-ignore
  ],
  models: [],
  bestBy: ["ARI_genre", "NMI_genre"],
  labels: {
    spectral_meanmel: "Mean * spectrum",
    lyrics_embed: "Lyrics",
    multimodal: "Joined",
    agglomerative_ward: "Ward",
    kmeans: "K-Means",
    hdbscan: "HDBSCAN",
  },
  best: [],
  warnings: [
    {
      code: "audio-missing",
      severity: "error",
      message: "There is no such file.",
      remedy: "Add it.",
      file: "data/lyrics/lyrics.csv",
      line: 7,
      filename: "a|b.mp3",
    },
  ],
  files: ["plots/spectral_meanmel_tsne_by_genre.png"],
};

/** Names with what Markdown, HTML and Typst take for markup, and in other scripts. */
export const NAMES = ["আমার #set text(red) $x$ @ref.mp3", "<img src=x onerror=alert(1)> [a](b) *c*.mp3", "أغنية \\ `code`.mp3", "d|_e_.mp3"]; // prettier-ignore

const clusters = (method: string, label: string, best: boolean): ViewClustering => ({
  method,
  label,
  labels: { file: "view/0/labels.npy", row: 0 },
  silhouette: { file: "view/0/silhouette.npy", row: 0 },
  nextCluster: { file: "view/0/next.npy", row: 0 },
  clusters: [
    { id: 0, size: 3, medoid: 0, terms: ["#panic(1)", "love"], enriched: null },
    { id: 1, size: 1, medoid: 1, terms: ["أغنية"], enriched: null },
  ],
  metrics: {},
  reasons: {},
  best,
});

const representation = (name: string, label: string, kind: ViewRepresentation["kind"]): ViewRepresentation => ({
  name,
  label,
  kind,
  dimensions: 4,
  projections: [
    { method: "tsne", file: `projections/${name}_tsne.npy`, trustworthiness: 0.75, neighbours: 1, parameters: { perplexity: 2 } }, // prettier-ignore
  ],
  clusterings: [clusters("kmeans", "K-Means", false), clusters("agglomerative_ward", "Ward", true)],
  neighbours: { count: 1, indices: "", distances: "" },
});

const REPRESENTATIONS = [
  representation("spectral_meanmel", "Mean * spectrum", "spectral"),
  representation("lyrics_embed", "Lyrics", "lyrics"),
  representation("multimodal", "Joined", "multimodal"),
];

const VIEW: ViewManifest = {
  schemaVersion: VIEW_SCHEMA_VERSION,
  runId: MANIFEST.runId,
  task: "hard",
  songCount: 4,
  songs: "view/songs.json",
  representations: REPRESENTATIONS,
  models: [],
  bestBy: MANIFEST.bestBy,
  start: { representation: "spectral_meanmel", projection: "tsne", method: "agglomerative_ward" },
  metricColumns: [],
  mel: { bands: 80, frames: 3000, seconds: 30, hertz: [] },
};

/** What a run of four songs left, as its report needs it. */
export async function smallSource(changes: Partial<ReportSource> = {}): Promise<ReportSource> {
  const drawn = REPRESENTATIONS.slice(0, 2).map((each): DrawnRepresentation => ({
    ...each,
    map: each.projections[0]!,
    coordinates: Float32Array.of(0, 0, 1, 1, 2, 0, 3, 1),
    clusterings: each.clusterings.map((clustering) => ({
      ...clustering,
      songClusters: Int32Array.of(0, 1, 0, 0),
      pictured: true,
    })),
  }));
  return {
    manifest: MANIFEST,
    rows: ROWS,
    seeds: [],
    view: VIEW,
    languages: ["bn", "en", "ar", "en"],
    genres: ["folk", "pop #a", "folk", ""],
    nameOf: (song) => NAMES[song] ?? "",
    drawn,
    histories: [],
    spectrograms: null,
    kSweeps: [],
    betaSweep: [],
    tags: undefined,
    bibliography: await readBibliography(),
    ...changes,
  };
}
