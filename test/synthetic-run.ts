import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { VIEW_SCHEMA_VERSION, type ViewManifest } from "../src/shared/contract/view.ts";
import { encodeNpy, type NpyArray } from "../src/shared/npy.ts";
import { writeSongs } from "../src/engine/results/view/songs/write-songs.ts";

const NAMES = ["folk", "pop", "jazz", "rock", "reggae", "classical", "electronic", "blues", "metal", ""];
const LANGUAGES = ["spanish", "french", "english", "german", ""];
const WORDS = ["amber", "river", "night", "silver", "stone", "winter", "garden", "echo", "harbour", "lantern"];
const NEIGHBOURS = 10;

/** How many clusters, and which genres; the last genre is not written above clusters. */
export interface SyntheticGroups {
  readonly clusters?: number;
  readonly genres?: readonly string[];
}

/**
 * Writes the view of a made-up run into `view/` of a run's folder: clouds of songs of twelve clusters, or as many as are asked for, with some noise, the
 * same for the same number of songs. What it says of neighbours is not true: song numbers beside each other.
 */
export async function writeSyntheticView(
  runFolder: string,
  runId: string,
  songCount: number,
  { clusters: CLUSTERS = 12, genres: GENRES = NAMES }: SyntheticGroups = {},
): Promise<ViewManifest> {
  const folder = join(runFolder, "view", "0");
  await mkdir(folder, { recursive: true });
  const { uniform, normal } = generator(42);
  const clouds = Array.from({ length: CLUSTERS }, () => [4 * normal(), 4 * normal(), 0.3 + 1.3 * uniform()] as const);
  const places = new Float32Array(2 * songCount);
  const labels = new Int32Array(songCount);
  const silhouette = new Float32Array(songCount);
  const genres = new Uint8Array(songCount);
  for (let song = 0; song < songCount; song++) {
    const cluster = Math.min(CLUSTERS - 1, Math.floor(CLUSTERS * uniform() ** 1.5));
    const noise = uniform() < 0.01;
    const [x, y, spread] = clouds[cluster]!;
    const width = noise ? 4 : spread;
    places[2 * song] = x + width * normal();
    places[2 * song + 1] = y + width * normal();
    labels[song] = noise ? -1 : cluster;
    silhouette[song] = noise ? NaN : 0.6 - 0.5 * uniform();
    genres[song] = uniform() < 0.6 ? cluster % GENRES.length : Math.floor(GENRES.length * uniform());
  }
  const write = async (name: string, array: NpyArray): Promise<string> => {
    await writeFile(join(folder, name), encodeNpy(array));
    return `view/0/${name}`;
  };
  const near = [songCount, NEIGHBOURS];
  const nextTo = Int32Array.from(
    { length: songCount * NEIGHBOURS },
    (_, at) => (Math.floor(at / NEIGHBOURS) + (at % NEIGHBOURS) + 1) % songCount,
  );
  const lengths = Float32Array.from(nextTo, (_, at) => 0.1 * ((at % NEIGHBOURS) + 1));
  const next = Int32Array.from(labels, (label) => (label < 0 ? -1 : (label + 1) % CLUSTERS));
  const songs = Array.from({ length: songCount }, (_, song) => ({
    filename: syntheticName(song),
    language: LANGUAGES[genres[song]! % LANGUAGES.length]!,
    genre: GENRES[genres[song]!]!,
    audio: "",
    row: song + 1,
    lyrics: "",
  }));
  const sizes = new Uint32Array(CLUSTERS);
  const medoids = new Uint32Array(CLUSTERS);
  labels.forEach((label, song) => {
    if (label < 0) return;
    if (sizes[label] === 0) medoids[label] = song;
    sizes[label]! += 1;
  });
  const view: ViewManifest = {
    schemaVersion: VIEW_SCHEMA_VERSION,
    runId,
    task: "hard",
    songCount,
    songs: await writeSongs(join(runFolder, "view"), songs),
    bestBy: ["silhouette"],
    start: { representation: "synthetic", projection: "umap", method: "kmeans" },
    metricColumns: ["k", "silhouette"],
    mel: null,
    models: [],
    approximations: [
      {
        of: "Synthetic",
        kind: "silhouette",
        text: "10,000 songs, each judged against all.",
        measure: { name: "silhouette", value: 0.35, low: 0.348, high: 0.352 },
      },
    ],
    representations: [
      {
        name: "synthetic",
        label: "Synthetic",
        kind: "audio",
        dimensions: 16,
        projections: [
          {
            method: "umap",
            file: await write("umap.npy", { shape: [songCount, 2], data: places }),
            trustworthiness: 0.95,
            neighbours: 15,
            parameters: {},
          },
        ],
        neighbours: {
          count: NEIGHBOURS,
          indices: await write("neighbours.npy", { shape: near, data: nextTo }),
          distances: await write("distances.npy", { shape: near, data: lengths }),
        },
        clusterings: [
          {
            method: "kmeans",
            label: "K-Means",
            labels: { file: await write("labels.npy", { shape: [1, songCount], data: labels }), row: 0 },
            silhouette: { file: await write("silhouette.npy", { shape: [1, songCount], data: silhouette }), row: 0 },
            nextCluster: { file: await write("next.npy", { shape: [1, songCount], data: next }), row: 0 },
            clusters: Array.from(sizes, (size, id) => ({
              id,
              size,
              medoid: medoids[id]!,
              terms: [WORDS[id % 10]!],
              enriched: { column: "genre", value: GENRES[id % (GENRES.length - 1)]!, share: 0.6 },
            })),
            metrics: { k: CLUSTERS, silhouette: 0.35 },
            reasons: {},
            best: true,
          },
        ],
      },
    ],
  };
  await writeFile(join(runFolder, "view", "view.json"), JSON.stringify(view));
  return view;
}

/** The file name of a song of such a run. */
export function syntheticName(song: number): string {
  return `${WORDS[song % 10]!} ${WORDS[Math.floor(song / 10) % 10]!} ${song}.mp3`;
}

/** Park & Miller 1988, the same everywhere. */
function generator(seed: number): { readonly uniform: () => number; readonly normal: () => number } {
  let state = seed;
  const uniform = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}
