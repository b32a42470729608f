import { join } from "node:path";
import { writeJson } from "../core/files.ts";
import { loadDataset } from "../dataset/load-dataset.ts";
import type { CachedModel } from "../steps/cached-training.ts";
import { trainMlpVae } from "./easy.ts";
import { makeLogMels } from "../steps/log-mels.ts";
import { embedLyrics, type EmbeddedLyrics } from "../steps/lyric-embedding.ts";
import { makeMfccFeatures } from "../steps/mfcc-features.ts";
import { modelSettings } from "../steps/model-settings.ts";
import type { StepCommand } from "./run-steps.ts";
import { findSentenceModel } from "../steps/sentence-embedding.ts";
import { findSongs } from "../steps/song-set.ts";
import type { PlannedStep } from "../steps/step-runner.ts";
import type { TaskContext } from "../steps/context.ts";
import { trainAudioModel } from "../steps/train-model.ts";
import { writeAudioFeatures, writeLyricEmbedding, writeMfccFeatures, writeMlpVae } from "../results/write-features.ts";
import { writeModel } from "../results/write-results.ts";

const READ: PlannedStep = { name: "read-data", label: "Reading the data", weight: 0.3 };
const LOG_MEL: PlannedStep = { name: "log-mel", label: "Decoding songs, log-mel spectrograms", weight: 3 };
const MFCC: PlannedStep = { name: "mfcc", label: "Decoding songs, MFCC statistics", weight: 3 };
const WRITE: PlannedStep = { name: "write", label: "Writing arrays and tables", weight: 0.3 };

/** `extract`: the audio features of the Medium and Hard tasks (`log-mel`) or of the Easy task (`mfcc`). */
export function extractCommand(features: "log-mel" | "mfcc"): StepCommand<{ readonly songs: number }> {
  if (features === "mfcc") {
    return {
      task: "easy",
      label: "Extracting MFCC statistics",
      plan: [READ, MFCC, WRITE],
      async run(context) {
        const found = await context.steps.run("read-data", (report) => findSongs(context, report));
        const mfcc = await context.steps.run("mfcc", (report) => makeMfccFeatures(context, report, found));
        await context.steps.run("write", () => writeMfccFeatures(context.out, mfcc));
        return { songs: mfcc.songs.length };
      },
    };
  }
  return {
    task: "medium",
    label: "Extracting log-mel spectrograms",
    plan: [READ, LOG_MEL, WRITE],
    async run(context) {
      const found = await context.steps.run("read-data", (report) => findSongs(context, report));
      const mels = await context.steps.run("log-mel", (report) => makeLogMels(context, report, found));
      await context.steps.run("write", () => writeAudioFeatures(context, mels));
      return { songs: mels.songs.length };
    },
  };
}

/** `embed-lyrics`: `Z_lyr.npy`, and where asked `Z_lyr_transformer.npy`, of every row whose audio was found. */
export const embedLyricsCommand: StepCommand<EmbeddedLyrics> = {
  task: "medium",
  label: "Embedding lyrics",
  plan: [READ, { name: "embed-lyrics", label: "Embedding lyrics", weight: 0.2 }, WRITE],
  async run(context) {
    // Lyrics depend on no byte of the audio: it is found, but not hashed.
    const { dataset, model } = await context.steps.run("read-data", async (report) => {
      const { paths, settings, warn } = context;
      const found = await findSentenceModel(context, report);
      const read = await loadDataset({ workspace: paths.workspace, dataDir: settings.dataDir }, report.signal);
      warn(...read.diagnostics);
      return { dataset: read, model: found };
    });
    const lyrics = await context.steps.run("embed-lyrics", (report) =>
      embedLyrics(context, report, dataset.songs, model),
    );
    await context.steps.run("write", () => writeLyricEmbedding(context.out, lyrics, dataset));
    return lyrics;
  },
};

export type TrainableModel = "beta-vae" | "ae" | "mlp-vae";

/** `train`: one network, into the folder that its task's reference script writes. */
export function trainCommand(model: TrainableModel): StepCommand<CachedModel> {
  return {
    task: model === "mlp-vae" ? "easy" : model === "ae" ? "hard" : "medium",
    label: `Training (${model})`,
    plan: [READ, model === "mlp-vae" ? MFCC : LOG_MEL, { name: "train", label: "Training", weight: 19 }, WRITE],
    async run(context) {
      const found = await context.steps.run("read-data", (report) => findSongs(context, report));
      const trained = model === "mlp-vae" ? await trainMlp(context, found) : await trainAudio(context, found, model);
      return trained;
    },
  };
}

type Found = Awaited<ReturnType<typeof findSongs>>;

async function trainMlp(context: TaskContext, found: Found): Promise<CachedModel> {
  const { steps, out, settings } = context;
  const mfcc = await steps.run("mfcc", (report) => makeMfccFeatures(context, report, found));
  const trained = await steps.run("train", (report) => trainMlpVae(context, report, mfcc));
  await steps.run("write", async () => {
    await writeMfccFeatures(out, mfcc);
    await writeMlpVae(out, trained);
    await writeJson(
      join(out, "embeddings", "settings.json"),
      modelSettings(settings, trained, { kind: "mlp", beta: settings.beta }),
    );
  });
  return trained;
}

async function trainAudio(context: TaskContext, found: Found, model: "beta-vae" | "ae"): Promise<CachedModel> {
  const { steps, out, settings } = context;
  const beta = model === "ae" ? null : settings.beta;
  const label = model === "ae" ? "Autoencoder" : "β-VAE";
  const mels = await steps.run("log-mel", (report) => makeLogMels(context, report, found));
  const trained = await steps.run("train", (report) =>
    trainAudioModel(context, report, mels, { name: model, label, beta }),
  );
  const folder = join(out, model === "ae" ? "ae_audio" : "conv_vae_audio");
  await steps.run("write", async () => {
    await writeModel(folder, trained);
    // The folder may stand beside the results of another run: it says itself what it was made with.
    await writeJson(join(folder, "settings.json"), modelSettings(settings, trained, { kind: "spectrogram", beta }));
  });
  return trained;
}
