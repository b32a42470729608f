import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import { describeMethods } from "../../src/engine/analysis/clustering/methods.ts";
import type { Matrix } from "../../src/engine/core/matrix.ts";
import { HARD_FILES, HARD_SCHEMA } from "../../src/engine/results/files/hard.ts";
import { writeClustered } from "../../src/engine/results/files/clustered.ts";
import { manifestOf, keepRun } from "../../test/extension/kept-runs.ts";
import { embedding, mixture, songTexts } from "../synthetic.ts";

export const RUN = "20261122-114003-hard-3fa9";
export const AUDIO = "audio_betaVAE_latent";
const GENRES = ["folk", "pop", "jazz", "rock", "reggae", "blues"];
const LANGUAGES = ["spanish", "french", "english"];
const METHODS = ["kmeans", "agglomerative_ward", "dbscan_knee", "hdbscan"];

/** A Hard run of made-up songs: latents and lyrics, with rows that say nothing, clusters in turn, and the first two columns as a map. */
export async function makeRun(workspace: string, count: number): Promise<void> {
  const found = { k: 6, alphas: [1, 0.1], dbscanEps: [1], modelWeights: "full" } as const;
  const settings = { ...DEFAULT_SETTINGS, ...found, epochs: 1, latentDim: 16, klWarmup: 0 };
  const run = await keepRun(workspace, manifestOf(RUN, { settings, rows: { total: count, used: count }, best: [] }));
  const texts = songTexts(count);
  const songs = texts.map((lyrics, song) => ({
    filename: `song ${song}.mp3`,
    language: LANGUAGES[song % 3]!,
    genre: GENRES[(song * 7 + (song >> 3)) % 6]!,
    lyrics,
    audioRelative: `data/audio/song ${song}.mp3`,
    row: song + 1,
    firstLine: song + 2,
    lastLine: song + 2,
  }));
  await mkdir(join(workspace, "data", "lyrics"), { recursive: true });
  const lines = songs.map(({ filename, language, genre, lyrics }) => [filename, language, genre, lyrics].join(","));
  await writeFile(
    join(workspace, "data", "lyrics", "lyrics.csv"),
    `filename,language,genre,lyrics\n${lines.join("\n")}\n`,
  );
  const matrices: readonly (readonly [string, Matrix])[] = [
    [AUDIO, embedding(count)],
    ["lyrics_embed", mixture(count, 64, 1)],
  ];
  const labels = Int32Array.from(songs, (_, song) => song % 6);
  const methods = describeMethods(settings).filter(({ method }) => METHODS.includes(method));
  const clustered = matrices.map(([name, matrix]) => ({
    representation: { name, label: name, kind: "audio" as const, holdsLabel: null, mapName: name, matrix },
    methods: methods.map((method) => ({
      ...method,
      k: null,
      labels,
      silhouettePerRow: null,
      row: { rep: name, method: method.method, values: { rep: name, method: method.method }, reasons: {} },
    })),
  }));
  const projected = matrices.map(([name, { data, cols, rows }]) => ({
    name,
    projections: {
      tsne: {
        method: "tsne" as const,
        coordinates: Float32Array.from({ length: 2 * rows }, (_, at) => data[(at >> 1) * cols + (at & 1)]!),
        parameters: {},
        trustworthiness: { value: null, neighbours: 5 },
      },
    },
  }));
  await writeClustered(run, { files: HARD_FILES, metrics: HARD_SCHEMA.metrics }, { songs }, clustered as never, projected as never); // prettier-ignore
}
