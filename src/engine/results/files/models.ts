import { join } from "node:path";
import { writeFileAtomic } from "../../core/files.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { LossRecord } from "../../models/training/options.ts";
import { withMetadata } from "../../nn/onnx.ts";
import { array } from "../schema/array.ts";
import { file, json } from "../schema/file.ts";
import { integer, number, table } from "../schema/table.ts";
import type { InputMetadata } from "./input-metadata.ts";

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

const HISTORY_COLUMNS = {
  epoch: integer(({ epoch }: LossRecord) => epoch),
  reconstruction: number(({ reconstruction }: LossRecord) => reconstruction ?? null),
  kl: number(({ kl }: LossRecord) => kl ?? null),
  total: number(({ total }: LossRecord) => total),
  beta: number(({ beta }: LossRecord) => beta ?? null),
  learning_rate: number(({ learningRate }: LossRecord) => learningRate),
};

/** A network without a decoder, as a run keeps it. */
type WrittenEncoder = Omit<WrittenModel, "decoderOnnx">;

/** What every network's folder has. */
const ENCODER_FILES = {
  encoder: file("encoder.onnx"),
  /** What it was trained with; only beside a network that was trained by itself. */
  settings: json("settings.json", (value): value is object => typeof value === "object" && value !== null),
} as const;

/** What the folder of a variational or plain autoencoder has. */
const NETWORK_FILES = {
  ...ENCODER_FILES,
  decoder: file("decoder.onnx"),
  /** What each epoch came to. */
  history: table<LossRecord>()("history.csv", HISTORY_COLUMNS),
} as const;

/** Of a network with songs held out: their error, or of one without a decoder their loss. */
const VALIDATION = { validation: number(({ validation }: LossRecord) => validation ?? null) };

/** `history.csv` of a network with songs held out: their error is one more column. */
const HISTORY_WITH_VALIDATION = table<LossRecord>()(NETWORK_FILES.history.path, { ...HISTORY_COLUMNS, ...VALIDATION });

/** The folder of a network on spectrograms. */
export const MODEL_FILES = {
  ...NETWORK_FILES,
  latents: array("z_audio_mu.npy", "float32", ["songs", "latents"]),
  mean: array("x_mean.npy", "float32", []),
  deviation: array("x_std.npy", "float32", []),
  /** The reconstruction of the first song, or of the first that was drawn for the training, in the spectrogram's unit. */
  sample: array("recon_sample.npy", "float32", [1, "bands", "frames"]),
  /** That song's spectrogram itself, beside the run's first network alone. */
  original: array("original_sample.npy", "float32", [1, "bands", "frames"]),
  /** Mean squared error of each song's reconstruction, of the normalised spectrogram. */
  errors: array("reconstruction_error.npy", "float32", ["songs"]),
} as const;

/** The Easy task's network, among its embeddings. */
export const MLP_FILES = {
  ...NETWORK_FILES,
  latents: array("Z.npy", "float32", ["songs", "latents"]),
  mean: array("X_mean.npy", "float32", [1, "features"]),
  deviation: array("X_std.npy", "float32", [1, "features"]),
} as const;

export const CONTRASTIVE_FOLDER = "contrastive_audio";

const CONTRASTIVE_COLUMNS = {
  epoch: integer(({ epoch }: LossRecord) => epoch),
  total: number(({ total }: LossRecord) => total),
  learning_rate: number(({ learningRate }: LossRecord) => learningRate),
};

/** The folder of the contrastive network. */
export const CONTRASTIVE_FILES = {
  ...ENCODER_FILES,
  /** What each epoch came to. */
  history: table<LossRecord>()("history.csv", CONTRASTIVE_COLUMNS),
  latents: array("z_audio.npy", "float32", ["songs", "dimensions"]),
  mean: array("x_mean.npy", "float32", []),
  deviation: array("x_std.npy", "float32", []),
} as const;

const CONTRASTIVE_WITH_VALIDATION = table<LossRecord>()(CONTRASTIVE_FILES.history.path, {
  ...CONTRASTIVE_COLUMNS,
  ...VALIDATION,
});

/**
 * What each epoch of a network came to. @param hasValidation whether songs were held out
 * @throws {LatentuneError} if the file is missing or broken
 */
export async function readHistory(
  folder: string,
  files: Pick<typeof MODEL_FILES | typeof CONTRASTIVE_FILES, "history">,
  hasValidation: boolean,
): Promise<LossRecord[]> {
  const decodes = files.history !== CONTRASTIVE_FILES.history;
  const file = decodes
    ? hasValidation
      ? HISTORY_WITH_VALIDATION
      : MODEL_FILES.history
    : hasValidation
      ? CONTRASTIVE_WITH_VALIDATION
      : CONTRASTIVE_FILES.history;
  const records: LossRecord[] = [];
  for await (const { epoch, total, learning_rate: learningRate, ...terms } of file.read(folder)) {
    const given = Object.entries(terms).filter(([, value]) => value !== null);
    records.push({ epoch, epochs: 0, total: total ?? NaN, learningRate: learningRate ?? NaN, ...Object.fromEntries(given) }); // prettier-ignore
  }
  return records.map((record) => ({ ...record, epochs: records.length }));
}

/** The spectrograms that networks train on. */
export interface Spectrograms {
  /** A song's spectrogram, bands × frames. */
  readonly spectrogram: (song: number) => Promise<{ readonly data: Float32Array }>;
  readonly bands: number;
  readonly frames: number;
}

/** @param made how its input is made of a song, for the readers of `encoder.onnx` */
export async function writeContrastive(folder: string, model: WrittenEncoder, made: InputMetadata): Promise<void> {
  await writeEncoder(folder, CONTRASTIVE_FILES, model, [], made);
}

/** @param made as of {@link writeContrastive} */
export async function writeModel(folder: string, model: WrittenAudioModel, made: InputMetadata): Promise<void> {
  const { bands, frames, reconstructionSample, reconstructionErrors: errors } = model;
  await writeNetwork(folder, MODEL_FILES, model, [], made);
  await MODEL_FILES.sample.write(folder, { shape: [1, bands, frames], data: reconstructionSample });
  await MODEL_FILES.errors.write(folder, { shape: [errors.length], data: errors });
}

/** Writes what `recon_sample.npy` is a reconstruction of. @param folder of the run's first network */
export async function writeOriginal(
  folder: string,
  { spectrogram, bands, frames }: Pick<Spectrograms, "spectrogram" | "bands" | "frames">,
): Promise<void> {
  await MODEL_FILES.original.write(folder, { shape: [1, bands, frames], data: (await spectrogram(0)).data });
}

/** @param made as of {@link writeContrastive} */
export async function writeMlp(folder: string, model: WrittenModel, made: InputMetadata): Promise<void> {
  await writeNetwork(folder, MLP_FILES, model, [1, model.mean.length], made);
}

/** @param shape of mean and deviation */
async function writeNetwork(
  folder: string,
  files: typeof MODEL_FILES | typeof MLP_FILES,
  model: WrittenModel,
  shape: readonly number[],
  made: InputMetadata,
): Promise<void> {
  await writeEncoder(folder, files, model, shape, made);
  await writeFileAtomic(join(folder, files.decoder.path), model.decoderOnnx);
}

async function writeEncoder(
  folder: string,
  files: typeof MODEL_FILES | typeof MLP_FILES | typeof CONTRASTIVE_FILES,
  { latents, mean, std, history, encoderOnnx }: WrittenEncoder,
  shape: readonly number[],
  made: InputMetadata,
): Promise<void> {
  await files.latents.write(folder, latents);
  await files.mean.write(folder, { shape, data: mean });
  await files.deviation.write(folder, { shape, data: std });
  const held = history.some(({ validation }) => validation !== undefined);
  const withValidation = files === CONTRASTIVE_FILES ? CONTRASTIVE_WITH_VALIDATION : HISTORY_WITH_VALIDATION;
  await (held ? withValidation : files.history).write(folder, history);
  await writeFileAtomic(join(folder, files.encoder.path), withMetadata(encoderOnnx, made));
}
