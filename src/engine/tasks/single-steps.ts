import { rm } from "node:fs/promises";
import { join } from "node:path";
import { stepResultsFolder } from "../../shared/contract/result-files.ts";
import type { Architecture } from "../../shared/contract/train.ts";
import { LatentuneError, UsageError } from "../core/errors.ts";
import { datasetOptions } from "../dataset/dataset.ts";
import { loadRows } from "../dataset/load-dataset.ts";
import type { CachedNetwork } from "../steps/training/cached-training.ts";
import { encodeSongs, type AudioNetwork } from "../steps/training/encode-songs.ts";
import { trainContrastiveNetwork } from "../steps/training/train-contrastive.ts";
import type { CachedModel } from "../steps/training/vae-training.ts";
import type { StepContext, TaskContext } from "../steps/context.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { makeLogMels, type LogMels } from "../steps/log-mels.ts";
import { embedLyrics, type EmbeddedLyrics } from "../steps/lyric-embedding.ts";
import { makeMfccFeatures } from "../steps/mfcc-features.ts";
import { contrastiveSettings, modelSettings } from "../steps/training/model-settings.ts";
import { checkArchitecture } from "../steps/resolve-settings.ts";
import { ENCODE_WEIGHT } from "./prepare.ts";
import type { StepCommand } from "./run-steps.ts";
import { findSentenceModel } from "../steps/sentence-embedding.ts";
import { readSongs } from "../steps/song-set.ts";
import { audioTraining } from "../steps/training/train-model.ts";
import { mlpTraining } from "../steps/training/train-mlp.ts";
import { writeFiles } from "../steps/write-step.ts";
import { COMMON_FILES, type Songs } from "../results/files/common.ts";
import { MLP_FOLDER, writeMfccFeatures } from "../results/files/easy.ts";
import { melMetadata, mfccMetadata } from "../results/files/input-metadata.ts";
import { HARD_MODEL_FOLDERS } from "../results/files/hard.ts";
import { CONV_VAE_FOLDER, MEDIUM_FILES, writeAudioFeatures, writeLyricEmbedding } from "../results/files/medium.ts";
import { CONTRASTIVE_FILES, MODEL_FILES, writeContrastive, writeMlp, writeModel } from "../results/files/models.ts";

const READ = { step: readSongs, weight: 0.3 };
const LOG_MEL = { step: makeLogMels, weight: 3 };
const MFCC = { step: makeMfccFeatures, weight: 3 };
const ENCODE = { step: encodeSongs, weight: ENCODE_WEIGHT };
const WRITE = { step: writeFiles, weight: 0.3 };
const TRAIN = { name: "train", label: "Training" };

/** Which song each row of the arrays is: those of a run, whose songs may be others, lie elsewhere. */
async function writeSongs(out: string, { songs }: Songs): Promise<void> {
  await COMMON_FILES.songs.write(out, () => songs, { songs: songs.length });
}

const trainFolder = (model: string): string => stepResultsFolder(`train-${model}`);

/** `extract`: the audio features of the Medium and Hard tasks (`log-mel`) or of the Easy task (`mfcc`). */
export function extractCommand(features: "log-mel" | "mfcc"): StepCommand<{ readonly songs: number }> {
  const mfcc = features === "mfcc";
  return {
    task: mfcc ? "easy" : "medium",
    folder: stepResultsFolder(`extract-${features}`),
    label: `Extracting ${mfcc ? "MFCC statistics" : "log-mel spectrograms"}`,
    networks: false,
    plan: [READ, mfcc ? MFCC : LOG_MEL, WRITE],
    async run(context) {
      const { steps, out } = context;
      const found = await steps.run(readSongs, null);
      if (mfcc) {
        const statistics = await steps.run(makeMfccFeatures, found);
        await steps.run(writeFiles, async () => {
          await writeMfccFeatures(out, statistics);
          await writeSongs(out, statistics);
        });
        return { songs: statistics.songs.length };
      }
      const mels = await steps.run(makeLogMels, found);
      await steps.run(writeFiles, async () => {
        // Of a larger table than before there may be no array of all, and that of before has other songs.
        await rm(join(out, MEDIUM_FILES.spectrograms.path), { force: true });
        await writeAudioFeatures(context, mels);
        await writeSongs(out, mels);
      });
      return { songs: mels.songs.length };
    },
  };
}

/** The table and the language model. Lyrics need no audio: rows without a file are used as well. */
const readLyrics = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: async (_input: null, context: Pick<StepContext, "paths" | "settings" | "warn" | "allowDownload">, report) => {
    const { paths, settings, warn } = context;
    const model = await findSentenceModel(context, report);
    const { rows, table, diagnostics } = await loadRows(datasetOptions(paths, settings), report.signal);
    warn(diagnostics);
    if (rows.every(({ lyrics }) => lyrics.trim() === "")) throw nothingToEmbed(table.file);
    return { rows, file: table.file, model };
  },
});

function nothingToEmbed(file: string): LatentuneError {
  return new LatentuneError("No row has lyrics: there is nothing to embed.", {
    file,
    remedy: "Fill in the column lyrics, or let `latentune transcribe` do it.",
  });
}

/**
 * `embed-lyrics`: `Z_lyr.npy`, and where asked `Z_lyr_transformer.npy`, of every row that can be used, with its audio file
 * or without; `lyrics_meta.csv` beside them and `songs.csv` say which row is which song.
 */
export const embedLyricsCommand: StepCommand<EmbeddedLyrics> = {
  task: "medium",
  folder: stepResultsFolder("embed-lyrics"),
  label: "Embedding lyrics",
  // A sentence model asks for them when it is loaded.
  networks: false,
  plan: [{ step: readLyrics, weight: 0.3 }, { step: embedLyrics, weight: 0.2 }, WRITE],
  async run({ steps, out }) {
    const { rows: songs, file, model } = await steps.run(readLyrics, null);
    const lyrics = await steps.run(embedLyrics, { songs, model });
    // Lyrics without a letter have no n-grams.
    if (lyrics.tfidf.matrix.cols === 0) throw nothingToEmbed(file);
    await steps.run(writeFiles, async () => {
      // One that an earlier command wrote may be of other songs.
      if (lyrics.transformer === null) await rm(join(out, MEDIUM_FILES.lyricsByMeaning.path), { force: true });
      await writeLyricEmbedding(out, lyrics, { songs });
      await writeSongs(out, { songs });
    });
    return lyrics;
  },
};

/** What `train --model` has; `--architecture contrastive` is a network by itself. */
export type TrainableModel = "beta-vae" | "ae" | "mlp-vae";

/**
 * `train`: one network, into a folder of its own, in which it lies where the task's reference script writes it.
 * @param model left out: what the architecture has, a β-VAE or the contrastive network
 * @throws {UsageError} for a model that the architecture does not have.
 */
export function trainCommand(
  model: TrainableModel | undefined,
  architecture: Architecture | undefined,
): StepCommand<CachedNetwork> {
  // The network of the Easy task has an architecture of its own.
  if (model === "mlp-vae") return trainMlpCommand();
  if (architecture !== "contrastive") return trainAudioCommand(model ?? "beta-vae");
  if (model === undefined) return TRAIN_CONTRASTIVE;
  throw new UsageError(`--architecture contrastive has no model ${model}.`, {
    remedy: "Leave out --model, or choose --architecture compact or reference.",
  });
}

/** The network with the latents of all songs, where it was trained on a sample of them. */
export async function ofAllSongs<Network extends AudioNetwork>(
  steps: TaskContext["steps"],
  mels: LogMels,
  network: Network,
): Promise<Network> {
  if (mels.sample === undefined) return network;
  return (await steps.run(encodeSongs, { mels, networks: [network] })).of(network);
}

const TRAIN_CONTRASTIVE: StepCommand<CachedNetwork> = {
  task: "hard",
  folder: trainFolder("contrastive"),
  label: "Training (contrastive)",
  networks: true,
  plan: [READ, LOG_MEL, { step: trainContrastiveNetwork, weight: 1.5 }, ENCODE, WRITE],
  async run({ steps, out, settings }) {
    checkArchitecture(settings);
    const found = await steps.run(readSongs, null);
    const mels = await steps.run(makeLogMels, found);
    const network = await steps.run(trainContrastiveNetwork, mels);
    const trained = await ofAllSongs(steps, mels, network);
    const folder = join(out, HARD_MODEL_FOLDERS.contrastive);
    await steps.run(writeFiles, async () => {
      await writeContrastive(folder, trained, melMetadata(settings, mels));
      await CONTRASTIVE_FILES.settings.write(folder, contrastiveSettings(settings, trained));
      await writeSongs(out, mels);
    });
    return trained;
  },
};

function trainMlpCommand(): StepCommand<CachedModel> {
  const training = mlpTraining(TRAIN);
  return {
    task: "easy",
    folder: trainFolder("mlp-vae"),
    label: "Training (mlp-vae)",
    networks: true,
    plan: [READ, MFCC, { step: training, weight: 19 }, WRITE],
    async run({ steps, out, settings }) {
      const found = await steps.run(readSongs, null);
      const mfcc = await steps.run(makeMfccFeatures, found);
      const trained = await steps.run(training, mfcc);
      await steps.run(writeFiles, async () => {
        await writeMfccFeatures(out, mfcc);
        await writeMlp(join(out, MLP_FOLDER), trained, mfccMetadata(mfcc));
        const used = modelSettings(settings, trained, { kind: "mlp", beta: settings.beta });
        await MODEL_FILES.settings.write(join(out, MLP_FOLDER), used);
        await writeSongs(out, mfcc);
      });
      return trained;
    },
  };
}

function trainAudioCommand(model: "beta-vae" | "ae"): StepCommand<CachedModel> {
  const plain = model === "ae";
  const training = audioTraining(
    TRAIN,
    plain ? { name: model, label: "Autoencoder", beta: null } : { name: model, label: "β-VAE" },
  );
  return {
    task: plain ? "hard" : "medium",
    folder: trainFolder(model),
    label: `Training (${model})`,
    networks: true,
    plan: [READ, LOG_MEL, { step: training, weight: 19 }, ENCODE, WRITE],
    async run({ steps, out, settings }) {
      const found = await steps.run(readSongs, null);
      const mels = await steps.run(makeLogMels, found);
      const network = await steps.run(training, mels);
      const trained = await ofAllSongs(steps, mels, network);
      const folder = join(out, plain ? HARD_MODEL_FOLDERS.autoencoder : CONV_VAE_FOLDER);
      await steps.run(writeFiles, async () => {
        await writeModel(folder, trained, melMetadata(settings, mels));
        // No run.json stands beside it: the folder says itself what it was made with.
        const used = modelSettings(settings, trained, { kind: "spectrogram", beta: plain ? null : settings.beta });
        await MODEL_FILES.settings.write(folder, used);
        await writeSongs(out, mels);
      });
      return trained;
    },
  };
}
