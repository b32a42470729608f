import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeNpy } from "../../src/shared/npy.ts";
import type { RunSettings } from "../../src/shared/contract/settings.ts";
import { sha256OfFile } from "../../src/engine/core/hash.ts";
import type { Feature } from "../../src/engine/audio/features/feature.ts";
import { FEATURES, runFeatureJob } from "../../src/engine/audio/features/jobs.ts";
import { featureFile } from "../../src/engine/audio/features/kept-feature.ts";
import { locateModel } from "../../src/engine/hub/locate.ts";
import { chooseClusters } from "../../src/engine/steps/k/choose-k.ts";
import { clusterAll } from "../../src/engine/steps/cluster.ts";
import type { StepContext } from "../../src/engine/steps/context.ts";
import type { CachedNetwork } from "../../src/engine/steps/training/cached-training.ts";
import type { Step } from "../../src/engine/steps/step.ts";
import { meanMels } from "../../src/engine/steps/log-mels.ts";
import { embedLyrics } from "../../src/engine/steps/lyric-embedding.ts";
import { sweepAll } from "../../src/engine/steps/k/k-sweep.ts";
import { projectAll } from "../../src/engine/steps/maps.ts";
import type { Plot } from "../../src/engine/report/plots/index.ts";
import { drawPictures } from "../../src/engine/steps/pictures/draw-pictures.ts";
import { SENTENCE_VERSION } from "../../src/engine/steps/queue/sentence-kind.ts";
import { HEARING_VERSION, hearSong } from "../../src/engine/speech/hear-song.ts";
import { loadWhisper } from "../../src/engine/speech/whisper.ts";
import { audioTraining } from "../../src/engine/steps/training/train-model.ts";
import { trainContrastiveNetwork } from "../../src/engine/steps/training/train-contrastive.ts";
import { mlpTraining } from "../../src/engine/steps/training/train-mlp.ts";
import { harmonics, wavFile } from "../audio/signals.ts";
import { groups, mels, genres, languages, representation, runStep, songs } from "./run-step.ts";
import { findAudioModel } from "../../src/engine/audio/embedding/find-model.ts";
import { ENCODING_VERSION, writeNetworks } from "../../src/engine/audio/embedding/encoding.ts";
import { CLAP_VERSION, openClap } from "../../src/engine/audio/embedding/clap.ts";
import { tinySongNetwork } from "../tiny-models/tiny-song-network.ts";
import { tinyClap } from "../tiny-models/tiny-clap.ts";
import { writeModel, writeTinyBert, writeTinyWhisper } from "../tiny-models/write.ts";
import { pixelsOf } from "../report/plots/pixels.ts";

/** What a kept result comes to on a tiny fixed input. */
export interface StepOutput {
  readonly name: string;
  readonly version: number;
  /** Where the version stands, below `src/engine`. */
  readonly file: string;
  /** Relative difference that another processor may make. Training: a step of Adam follows signs of tiny gradients. */
  readonly tolerance: number;
  /** @param folder an empty one */
  readonly compute: (folder: string) => Promise<unknown>;
}

const EXACT = 1e-5;
const TRAINED = 0.02;

async function run<Input, Output>(
  step: Step<Input, Output, StepContext>,
  input: Input,
  folder: string,
  settings: Partial<RunSettings> = {},
): Promise<Output> {
  return (await runStep(step, input, folder, settings)).output;
}

/** Of networks: what they make of the data; their weights are millions. */
function trained({ latents, mean, std, history }: CachedNetwork): unknown {
  return { history, latents: latents.data, mean: mean.subarray(0, 40), std: std.subarray(0, 40) };
}

async function extracted(feature: Feature, folder: string): Promise<unknown> {
  const { name, seconds, model } = feature;
  const audioPath = join(folder, "song.wav");
  await writeFile(audioPath, wavFile([harmonics(16_000, 2)], { rate: 16_000 }));
  const settings = { seconds: Math.min(2, seconds), decoder: "auto" as const };
  const contentHash = await sha256OfFile(audioPath);
  const job = { feature: name, model, audioPath, contentHash, settings, cacheDir: folder };
  const { ok } = await runFeatureJob(job, new AbortController().signal);
  return { ok, array: decodeNpy(await readFile(featureFile(folder, feature, settings, contentHash))) };
}

/** The mean colour of each of 32 × 24 fields: fonts are drawn a little differently on other systems. */
async function drawn(plot: Plot, folder: string): Promise<unknown> {
  await mkdir(join(folder, "out"));
  await run(drawPictures, [{ path: "picture.png", plot }], folder);
  const { width, height, data } = await pixelsOf(await readFile(join(folder, "out", "picture.png")));
  // Means of 32 × 24 fields, which may differ by a row or a column in size.
  const fields = new Float64Array(4 * 32 * 24);
  const counts = new Float64Array(4 * 32 * 24);
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)];
    const field = 4 * (Math.floor((24 * y) / height) * 32 + Math.floor((32 * x) / width)) + (at & 3);
    fields[field]! += data[at]!;
    counts[field]! += 1;
  }
  return { width, height, fields: Uint8Array.from(fields, (sum, field) => Math.round(sum / counts[field]!)) };
}

const coordinates = Float32Array.from({ length: 2 * songs.length }, (_, at) => Math.sin(at * at));
const epochs = Array.from({ length: 5 }, (_, index) => ({
  ...{ epoch: index + 1, epochs: 5, beta: 1, learningRate: 0.01, secondsLeft: 0 },
  ...{ reconstruction: 1 / (index + 1), kl: 0.1 * index, total: 1 / (index + 1) + 0.1 * index },
}));
const mel = Float32Array.from({ length: 80 * mels.frames }, (_, at) => Math.sin(at / 50));

const PLOTS: readonly Plot[] = [
  { kind: "scatter", input: { coordinates, groups: { kind: "cluster", labels: [0, 1, -1] }, title: "A", axes: "B" } },
  { kind: "distribution", input: { clusters: [0, 1, -1], categories: ["x", "y", ""], name: "genre", title: "A" } },
  { kind: "mel", input: { mel, seconds: 1, range: { min: -1, max: 1 }, title: "A" } },
  { kind: "curves", input: { models: [{ name: "m", epochs }], title: "A" } },
  {
    kind: "beta-sweep",
    input: {
      points: [0, 1, 4].map((beta) => ({ beta, reconstruction: 1, kl: 2, quality: 0.5 })),
      qualityName: "NMI",
      title: "A",
    },
  },
  {
    kind: "k-sweep",
    input: {
      ...{ representation: "r", label: "A", songs: 3 },
      points: [2, 3].map((k) => ({
        ...{ k, silhouette: 0.1 * k, davies_bouldin: 1 / k, calinski_harabasz: k, bic: -k, stability: null },
      })),
      best: { silhouette: 3, davies_bouldin: 3, calinski_harabasz: 3, bic: 3, stability: null },
      kDistance: { minSamples: 2, distances: [1, 2, 4], eps: 2 },
    },
  },
];

const { feature: musicnn } = await findAudioModel("musicnn");
const audioStep = audioTraining({ name: "train", label: "" }, { name: "beta-vae", label: "" });
const mlpStep = mlpTraining({ name: "train", label: "" });

/** Files of features that are not called as them. */
const FEATURE_FILES: Readonly<Record<string, string>> = {
  "log-mel-bytes": "mel-bytes",
  "mean-mel-song": "mean-mel",
  "mfcc-stats": "mfcc",
};

/** A second of sound, encoded by a network of random weights and its way back. */
async function encoded(folder: string): Promise<unknown> {
  const { feature } = await writeNetworks(join(folder, "networks"), [tinySongNetwork(100)]);
  return feature.compute(harmonics(16_000, 1), 1);
}

/** Every result that is kept from run to run. */
export const STEP_OUTPUTS: readonly StepOutput[] = [
  ...FEATURES.map((feature) => ({
    name: feature.name,
    version: feature.version,
    file: `audio/features/${FEATURE_FILES[feature.name] ?? feature.name}.ts`,
    tolerance: EXACT,
    compute: (folder: string) => extracted(feature, folder),
  })),
  {
    name: musicnn.name,
    version: musicnn.version,
    file: "audio/embedding/patch-model.ts",
    tolerance: EXACT,
    compute: (folder) => extracted(musicnn, folder),
  },
  {
    name: "clap",
    version: CLAP_VERSION,
    file: "audio/embedding/clap.ts",
    tolerance: EXACT,
    compute: async (folder) => {
      const model = await writeModel(join(folder, "clap"), tinyClap());
      const { feature } = await openClap({ kind: "audio", id: model, folder: model, weights: "full" });
      return feature.compute(harmonics(48_000, 2), 2, new AbortController().signal);
    },
  },
  {
    name: "encoding",
    version: ENCODING_VERSION,
    file: "audio/embedding/encoding.ts",
    tolerance: EXACT,
    compute: encoded,
  },
  {
    name: "mean-mel",
    version: meanMels.version,
    file: "steps/log-mels.ts",
    tolerance: EXACT,
    compute: (folder) => run(meanMels, mels, folder),
  },
  ...(["compact", "reference"] as const).map((architecture) => ({
    name: `train ${architecture}`,
    version: audioStep.version,
    file: "steps/training/cached-training.ts",
    tolerance: TRAINED,
    compute: async (folder: string) => {
      const model = await run(audioStep, mels, folder, { architecture });
      return { ...(trained(model) as object), errors: model.reconstructionErrors, sample: model.reconstructionSample };
    },
  })),
  {
    name: "train contrastive",
    version: trainContrastiveNetwork.version,
    file: "steps/training/cached-training.ts",
    tolerance: TRAINED,
    compute: async (folder) => trained(await run(trainContrastiveNetwork, mels, folder)),
  },
  {
    name: "train mlp",
    version: mlpStep.version,
    file: "steps/training/cached-training.ts",
    tolerance: TRAINED,
    compute: async (folder) => trained(await run(mlpStep, { ...mels, features: groups(40) }, folder)),
  },
  {
    name: "lyrics",
    version: embedLyrics.version,
    file: "steps/lyric-embedding.ts",
    tolerance: EXACT,
    compute: (folder) => run(embedLyrics, { songs, model: null }, folder),
  },
  {
    name: "sentence",
    version: SENTENCE_VERSION,
    file: "steps/queue/sentence-kind.ts",
    tolerance: 1e-3,
    compute: async (folder) => {
      const model = await locateModel({
        ...{ kind: "embedding", model: await writeTinyBert(join(folder, "bert")), weights: "full", modelsDir: null },
        executionProvider: "cpu",
      });
      const { transformer } = await run(embedLyrics, { songs, model }, folder);
      await rm(join(folder, "bert"), { recursive: true });
      return transformer?.matrix;
    },
  },
  {
    name: "speech",
    version: HEARING_VERSION,
    file: "speech/hear-song.ts",
    tolerance: 1e-3,
    compute: async (folder) => {
      const audioPath = join(folder, "song.wav");
      await writeFile(audioPath, wavFile([harmonics(16_000, 3)], { rate: 16_000 }));
      await writeTinyWhisper(join(folder, "sings"), "sings");
      const located = { kind: "speech", id: "sings", folder: join(folder, "sings"), weights: "quantised" } as const;
      const model = await loadWhisper(located, "cpu");
      const hearing = await hearSong({ audioPath, language: null, seed: 1 }, () => Promise.resolve(model));
      await model.dispose();
      await rm(join(folder, "sings"), { recursive: true });
      if (!hearing.ok) return hearing;
      // How fast is this machine's.
      const { speed: _speed, ...heard } = hearing.heard;
      return heard;
    },
  },
  ...(["medium", "hard"] as const).map((task) => ({
    name: `cluster ${task}`,
    version: clusterAll.version,
    file: "steps/cluster.ts",
    tolerance: EXACT,
    compute: async (folder: string) => {
      const request = { task, representations: [representation], k: 3, classes: { languages, genres } };
      const [clustered] = await run(clusterAll, request, folder);
      return clustered?.methods;
    },
  })),
  {
    name: "choose-k",
    version: chooseClusters.version,
    file: "steps/k/choose-k.ts",
    tolerance: EXACT,
    compute: async (folder) => [await run(chooseClusters, groups(5), folder)],
  },
  {
    name: "k-sweep",
    version: sweepAll.version,
    file: "steps/k/k-sweep.ts",
    tolerance: EXACT,
    compute: (folder) =>
      run(sweepAll, { representations: [representation], from: 2, to: 4, seed: 42, minSamples: 3 }, folder),
  },
  ...(["pca", "tsne", "umap"] as const).map((method) => ({
    name: `project ${method}`,
    version: projectAll.version,
    file: "steps/maps.ts",
    tolerance: EXACT,
    compute: (folder: string) => run(projectAll, { representations: [representation], methods: [method] }, folder),
  })),
  ...PLOTS.map((plot) => ({
    name: `picture ${plot.kind}`,
    version: drawPictures.version,
    file: "steps/pictures/draw-pictures.ts",
    tolerance: TRAINED,
    compute: (folder: string) => drawn(plot, folder),
  })),
];
