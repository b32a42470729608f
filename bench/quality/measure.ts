// Trains one model and clusters what it makes of the songs, as the Hard task does.
import { clusterings } from "../../src/engine/analysis/clustering/methods.ts";
import { DEFAULT_SETTINGS } from "../../src/shared/contract/settings.ts";
import { matrixFromFloat32 } from "../../src/engine/core/matrix.ts";
import { loadDataset } from "../../src/engine/dataset/load-dataset.ts";
import { decodeAudio } from "../../src/engine/audio/decode/decode-audio.ts";
import { LOG_MEL, logMelFrames, whisperLogMel } from "../../src/engine/audio/features/log-mel.ts";
import { agreement, type Agreement } from "../../src/engine/analysis/metrics/agreement.ts";
import type { KnownClasses } from "../../src/engine/analysis/metrics/contingency.ts";
import { ARCHITECTURES } from "../../src/engine/models/architectures/registry.ts";
import { arraySource, type SampleSource } from "../../src/engine/models/training/source.ts";
import { trainVae } from "../../src/engine/models/train-vae.ts";
import { standardise } from "../../src/engine/analysis/representations/standardise.ts";

const SECONDS = 30;
const FRAMES = logMelFrames(SECONDS);
const LATENT_DIM = 16;

export interface Songs {
  readonly source: SampleSource;
  readonly classes: KnownClasses;
  readonly genres: number;
}

/** Decodes the songs of a workspace to log-mel spectrograms. */
export async function loadSongs(workspace: string): Promise<Songs> {
  const { songs } = await loadDataset({ workspace });
  const length = LOG_MEL.bands * FRAMES;
  const data = new Float32Array(songs.length * length);
  for (const [index, { audioPath }] of songs.entries()) {
    const { samples } = await decodeAudio(audioPath, { sampleRate: LOG_MEL.sampleRate, seconds: SECONDS });
    data.set(whisperLogMel(samples, SECONDS).data, index * length);
  }
  const classes = { languages: songs.map(({ language }) => language), genres: songs.map(({ genre }) => genre) };
  return { source: arraySource(data, length, workspace), classes, genres: new Set(classes.genres).size };
}

export interface Measured {
  readonly seed: number;
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly epochs: number;
  readonly parameters: number;
  readonly seconds: number;
  readonly kmeans: Agreement;
  readonly ward: Agreement;
}

/** One training of the compact architecture with its defaults, and the clusters of its standardised latents. */
export async function measure(
  { source, classes, genres }: Songs,
  beta: number | null,
  seed: number,
): Promise<Measured> {
  const { build, settings } = ARCHITECTURES.compact;
  const started = performance.now();
  const trained = await trainVae(build([1, LOG_MEL.bands, FRAMES], LATENT_DIM), source, {
    ...settings,
    ...(beta === null ? { beta: 0, klWarmupEpochs: 0 } : { beta }),
    seed,
  });
  await trained.dispose();
  const seconds = (performance.now() - started) / 1000;

  const latents = standardise(matrixFromFloat32(source.count, LATENT_DIM, trained.latents)).matrix;
  const scores = new Map<string, Agreement>();
  for await (const { method, labels } of clusterings(
    { matrix: latents, k: genres, seed, stream: "quality" },
    { ...DEFAULT_SETTINGS, dbscanEps: [] },
  ))
    scores.set(method, agreement(classes.genres, labels));
  const last = trained.history.at(-1)!;
  return {
    seed,
    loss: last.total,
    reconstruction: last.reconstruction!,
    kl: last.kl!,
    epochs: last.epoch,
    parameters: trained.parameterCount,
    seconds,
    kmeans: scores.get("kmeans")!,
    ward: scores.get("agglomerative_ward")!,
  };
}
