import { join } from "node:path";
import { throwIfCancelled } from "../core/errors.ts";
import { temporaryName } from "../core/files.ts";
import type { Matrix } from "../core/matrix.ts";
import { writeNpy, writeNpyRows } from "../core/npy.ts";
import type { RunSettings } from "../../shared/contract/settings.ts";
import type { WorkspacePaths } from "../store/paths.ts";
import { LOG_MEL, readLogMel } from "../audio/index.ts";
import { writeHistory, writeNetworks, writeTable, type Songs, type WrittenModel } from "./write-results.ts";

/** `embeddings/X.npy`, float32 [songs, 40], not standardised, and its rows' files. */
export async function writeMfccFeatures(
  folder: string,
  { features, songs }: Songs & { readonly features: Matrix },
): Promise<void> {
  await writeNpy(join(folder, "embeddings", "X.npy"), float32(features));
  const files = songs.map(({ audioRelative, language }) => [audioRelative, language]);
  await writeTable(folder, "embeddings/meta.csv", ["file", "language"], files);
}

/** `embeddings/Z.npy`, float32 [songs, latents], the columns' means and deviations, the loss curve, and the networks. */
export async function writeMlpVae(folder: string, model: WrittenModel): Promise<void> {
  const { latents, mean, std, history } = model;
  const embeddings = join(folder, "embeddings");
  await writeNpy(join(embeddings, "X_mean.npy"), { shape: [1, mean.length], data: mean });
  await writeNpy(join(embeddings, "X_std.npy"), { shape: [1, std.length], data: std });
  await writeNpy(join(embeddings, "Z.npy"), float32(latents));
  await writeHistory(embeddings, history);
  await writeNetworks(embeddings, model);
}

interface Embedding {
  readonly matrix: Matrix;
}

/**
 * `embeddings/Z_lyr.npy`, float32 [songs, dimensions], and its rows' names, as the reference has them; the vectors of a
 * sentence embedding model as `Z_lyr_transformer.npy`.
 */
export async function writeLyricEmbedding(
  folder: string,
  { tfidf, transformer }: { readonly tfidf: Embedding; readonly transformer: Embedding | null },
  { songs }: Songs,
): Promise<void> {
  await writeNpy(join(folder, "embeddings", "Z_lyr.npy"), float32(tfidf.matrix));
  if (transformer !== null)
    await writeNpy(join(folder, "embeddings", "Z_lyr_transformer.npy"), float32(transformer.matrix));
  const names = songs.map(({ filename, language }) => [filename, language]);
  await writeTable(folder, "embeddings/lyrics_meta.csv", ["filename", "language"], names);
}

/** Where a run's files go, and how those that are too large to keep twice are announced. */
interface BulkPlace {
  readonly paths: Pick<WorkspacePaths, "runs">;
  readonly settings: Pick<RunSettings, "seconds">;
  readonly out: string;
  readonly signal: AbortSignal | undefined;
  readonly addBulkFile: (target: string, source: string) => void;
}

interface Spectrograms {
  /** Absolute `.npy` files, float32 (bands, frames), in the order of the songs. */
  readonly files: readonly string[];
  readonly bands: number;
  readonly frames: number;
}

/**
 * `audio_features/`: all spectrograms in one array, float32 [songs, 1, 80, frames], written song by song. It is not kept
 * twice: at a megabyte per song it moves to the results folder, and the run keeps only its table.
 */
export async function writeAudioFeatures(
  { paths, settings, out, signal, addBulkFile }: BulkPlace,
  { songs, files, bands, frames }: Songs & Spectrograms,
): Promise<void> {
  async function* spectrograms(): AsyncGenerator<Float32Array> {
    for (const file of files) {
      throwIfCancelled(signal);
      yield (await readLogMel(file)).data;
    }
  }
  // Under a temporary name among the runs: there it is removed with the garbage if this process is killed.
  const bulk = temporaryName(join(paths.runs, "X_aud_logmel.npy"));
  await writeNpyRows(bulk, [songs.length, 1, bands, frames], spectrograms());
  addBulkFile("audio_features/X_aud_logmel.npy", bulk);
  await writeTable(
    out,
    "audio_features/audio_meta.csv",
    ["filename", "language", "audio_path", "sr", "seconds", "mel_bins", "frames"],
    songs.map(({ filename, language, audioRelative }) => [
      filename,
      language,
      audioRelative,
      LOG_MEL.sampleRate,
      settings.seconds,
      bands,
      frames,
    ]),
  );
}

function float32({ rows, cols, data }: Matrix) {
  return { shape: [rows, cols], data: Float32Array.from(data) };
}
