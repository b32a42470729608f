import { join } from "node:path";
import { csvChunks, type Cell } from "../core/csv.ts";
import { writeChunksAtomic, writeFileAtomic } from "../core/files.ts";
import { writeNpy } from "../core/npy.ts";
import type { Song } from "../../shared/contract/dataset.ts";
import type { ClusteredRepresentation } from "../analysis/clustering/clustered.ts";
import type { ProjectedRepresentation } from "../analysis/projections/projected.ts";
import type { Matrix } from "../core/matrix.ts";
import type { LossRecord } from "../models/training/history.ts";

/** The songs of a run, in the order of the rows of its arrays. */
export interface Songs {
  readonly songs: readonly Song[];
}

/** A trained network, as a run keeps it. */
export interface WrittenModel {
  readonly encoderOnnx: Uint8Array;
  readonly decoderOnnx: Uint8Array;
  /** songs × latents: μ. */
  readonly latents: Matrix;
  /** Of the data set, as the model normalises: one number each, or one per column. */
  readonly mean: Float32Array;
  readonly std: Float32Array;
  readonly history: readonly LossRecord[];
}

/** A network on spectrograms of bands × frames, with what it makes of the songs. */
export interface WrittenAudioModel extends WrittenModel {
  readonly bands: number;
  readonly frames: number;
  /** The first song's reconstruction, bands × frames. */
  readonly reconstructionSample: Float32Array;
  /** One per song. */
  readonly reconstructionErrors: Float32Array;
}

/** Writes a table of the results folder. */
export async function writeTable(
  folder: string,
  file: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  await writeChunksAtomic(join(folder, file), csvChunks(columns, rows));
}

/** `embeddings/{rep}.npy`, float64 [songs, dimensions]: exactly what was clustered. */
export async function writeRepresentations(
  folder: string,
  clustered: readonly ClusteredRepresentation[],
): Promise<void> {
  for (const { representation } of clustered) {
    const { name, matrix } = representation;
    await writeNpy(join(folder, "embeddings", `${name}.npy`), { shape: [matrix.rows, matrix.cols], data: matrix.data });
  }
}

/** `projections/{rep}_{method}.npy`, float32 [songs, 2]; `projections/projections.csv`, how good each is and what made it. */
export async function writeProjections(folder: string, projected: readonly ProjectedRepresentation[]): Promise<void> {
  const all = projected.flatMap(({ name, projections }) =>
    Object.entries(projections).map(([method, projection]) => ({ name, method, projection })),
  );
  await writeTable(
    folder,
    "projections/projections.csv",
    ["rep", "method", "trustworthiness", "neighbours", "parameters"],
    all.map(({ name, method, projection: { trustworthiness, parameters } }) => [
      name,
      method,
      trustworthiness.value,
      trustworthiness.neighbours,
      JSON.stringify(parameters),
    ]),
  );
  for (const { name, method, projection } of all) {
    const { coordinates } = projection;
    const path = join(folder, "projections", `${name}_${method}.npy`);
    await writeNpy(path, { shape: [coordinates.length / 2, 2], data: coordinates });
  }
}

/** One line per representation, method and song: cluster (−1 is noise) and silhouette. */
export async function writeClusters(
  folder: string,
  file: string,
  { songs }: Songs,
  clustered: readonly ClusteredRepresentation[],
): Promise<void> {
  function* rows(): Generator<readonly Cell[]> {
    for (const { representation, methods } of clustered) {
      for (const { method, labels, silhouettePerRow } of methods) {
        for (const [index, { filename, language, genre }] of songs.entries()) {
          yield [
            representation.name,
            method,
            filename,
            language,
            genre,
            labels[index]!,
            silhouettePerRow[index] ?? null,
          ];
        }
      }
    }
  }
  await writeTable(folder, file, ["rep", "method", "filename", "language", "genre", "cluster", "silhouette"], rows());
}

/** `songs.csv`: which row of the arrays is which song, and where it stands in `lyrics.csv`. */
export async function writeSongs(folder: string, { songs }: Songs): Promise<void> {
  await writeTable(
    folder,
    "songs.csv",
    ["filename", "language", "genre", "audio_path", "row", "first_line", "last_line"],
    songs.map(({ filename, language, genre, audioRelative, row, firstLine, lastLine }) => [
      filename,
      language,
      genre,
      audioRelative,
      row,
      firstLine,
      lastLine,
    ]),
  );
}

/** A trained model's folder: latents, normalisation, first reconstruction, loss curve, and the networks as ONNX. */
export async function writeModel(folder: string, model: WrittenAudioModel): Promise<void> {
  const { latents, mean, std, reconstructionSample, reconstructionErrors, bands, frames, history } = model;
  const scalar = (value: Float32Array) => ({ shape: [], data: value });
  const float32 = { shape: [latents.rows, latents.cols], data: Float32Array.from(latents.data) };
  await writeNpy(join(folder, "z_audio_mu.npy"), float32);
  await writeNpy(join(folder, "x_mean.npy"), scalar(mean));
  await writeNpy(join(folder, "x_std.npy"), scalar(std));
  await writeNpy(join(folder, "recon_sample.npy"), { shape: [1, bands, frames], data: reconstructionSample });
  await writeNpy(join(folder, "reconstruction_error.npy"), {
    shape: [reconstructionErrors.length],
    data: reconstructionErrors,
  });
  await writeHistory(folder, history);
  await writeNetworks(folder, model);
}

/** `encoder.onnx` and `decoder.onnx`. */
export async function writeNetworks(folder: string, { encoderOnnx, decoderOnnx }: WrittenModel): Promise<void> {
  await writeFileAtomic(join(folder, "encoder.onnx"), encoderOnnx);
  await writeFileAtomic(join(folder, "decoder.onnx"), decoderOnnx);
}

/** `history.csv`: what each epoch came to. */
export async function writeHistory(folder: string, history: readonly LossRecord[]): Promise<void> {
  await writeTable(
    folder,
    "history.csv",
    ["epoch", "reconstruction", "kl", "total", "beta", "learning_rate"],
    history.map(({ epoch, reconstruction, kl, total, beta, learningRate }) => [
      epoch,
      reconstruction,
      kl,
      total,
      beta,
      learningRate,
    ]),
  );
}
