import type { Song } from "../../shared/contract/dataset.ts";
import { unknownName } from "../core/errors.ts";
import { rowOf, type Matrix } from "../core/matrix.ts";
import { audioModelOf, embedAudio } from "../steps/audio-embedding.ts";
import { defineUncachedStep } from "../steps/define-step.ts";
import { makeLogMels } from "../steps/log-mels.ts";
import { makeMfccFeatures } from "../steps/mfcc-features.ts";
import { findSongs, readSongs } from "../steps/song-set.ts";
import type { StepContext } from "../steps/context.ts";
import { encodeSongs, type AudioNetwork } from "../steps/training/encode-songs.ts";
import { trainContrastiveNetwork } from "../steps/training/train-contrastive.ts";
import { audioTraining } from "../steps/training/train-model.ts";
import { ENCODE_WEIGHT } from "../tasks/prepare.ts";
import type { StepCommand } from "../tasks/run-steps.ts";
import { ofAllSongs } from "../tasks/single-steps.ts";
import type { FeatureName, NetworkName, SongFeatures, TrainedNetwork } from "./types.ts";

const readSongsAndModel = defineUncachedStep({
  name: "read-data",
  label: "Reading the data",
  run: async (
    needsModel: boolean,
    context: Pick<StepContext, "paths" | "settings" | "warn" | "allowDownload">,
    report,
  ) => ({
    audioModel: needsModel ? await audioModelOf(context, report) : null,
    found: await findSongs(context, report),
  }),
});

const READ = { step: readSongsAndModel, weight: 0.3 };
const LOG_MEL = { step: makeLogMels, weight: 3 };

/** Makes a feature, or reads it from the workspace's cache, and writes no results. @throws {UsageError} for one that there is not */
export function featureCommand(feature: FeatureName): StepCommand<SongFeatures> {
  const plans = {
    "log-mel": [READ, LOG_MEL],
    mfcc: [READ, { step: makeMfccFeatures, weight: 3 }],
    "audio-model": [READ, LOG_MEL, { step: embedAudio, weight: 3 }],
  };
  if (!Object.hasOwn(plans, feature)) throw unknownName("feature", feature, Object.keys(plans));
  return {
    task: feature === "mfcc" ? "easy" : "hard",
    label: "Extracting features",
    networks: feature === "audio-model",
    plan: plans[feature],
    async run({ steps }) {
      const { audioModel, found } = await steps.run(readSongsAndModel, feature === "audio-model");
      if (feature === "mfcc") {
        const { songs, features } = await steps.run(makeMfccFeatures, found);
        return fromMatrix(songs, features);
      }
      const mels = await steps.run(
        makeLogMels,
        audioModel === null ? found : { ...found, heardFor: audioModel.feature },
      );
      if (audioModel !== null) {
        const { matrix } = await steps.run(embedAudio, { ...mels, audioModel });
        return fromMatrix(mels.songs, matrix);
      }
      const { songs, bands, frames } = mels;
      return { songs, shape: [bands, frames], read: async (index) => (await mels.spectrogram(index)).data };
    },
  };
}

function fromMatrix(songs: readonly Song[], features: Matrix): SongFeatures {
  return { songs, shape: [features.cols], read: (index) => Promise.resolve(rowOf(features, index)) };
}

const NAMES = { name: "train", label: "Training" };
const NETWORKS = {
  "beta-vae": audioTraining(NAMES, { name: "beta-vae", label: "β-VAE" }),
  autoencoder: audioTraining(NAMES, { name: "ae", label: "Autoencoder", beta: null }),
  contrastive: trainContrastiveNetwork,
};

/** Trains a network, or reads it from the workspace's cache, and writes no results. @throws {UsageError} for one that there is not */
export function networkCommand(name: NetworkName): StepCommand<TrainedNetwork> {
  if (!Object.hasOwn(NETWORKS, name)) throw unknownName("network", name, Object.keys(NETWORKS));
  const training = NETWORKS[name];
  return {
    task: "hard",
    label: "Training",
    networks: true,
    plan: [
      { step: readSongs, weight: 0.3 },
      LOG_MEL,
      { step: training, weight: 19 },
      { step: encodeSongs, weight: ENCODE_WEIGHT },
    ],
    async run({ steps }) {
      const mels = await steps.run(makeLogMels, await steps.run(readSongs, null));
      const network: AudioNetwork = await ofAllSongs(steps, mels, await steps.run(training, mels));
      const { latents, encoderOnnx: encoder, decoderOnnx: decoder = null, history } = network;
      return { songs: mels.songs, latents, encoder, decoder, history };
    },
  };
}
