import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { matrixFromFloat32, type Matrix } from "../core/matrix.ts";
import { writeJson } from "../core/files.ts";
import { readNpy, writeNpy } from "../core/npy.ts";
import type { LossRecord } from "../models/training/history.ts";
import type { SampleSource } from "../models/training/source.ts";
import type { TrainSettings } from "../models/settings.ts";
import { trainModel } from "../models/training/train.ts";
import type { TrainedModel } from "../models/trained-model.ts";
import type { VaeModel } from "../models/architectures/vae.ts";
import { cacheKey, fromCache } from "../store/cache.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";
import { trainingDetail } from "../results/training-detail.ts";

/** Raised whenever training computes something else from the same settings and data. */
const VERSION = 1;

const CHECKPOINT_SECONDS = 5;

export interface TrainingRequest {
  /** The model in `run.json`, such as `beta-vae`. */
  readonly name: string;
  readonly label: string;
  readonly architecture: string;
  readonly model: VaeModel;
  readonly source: SampleSource;
  readonly settings: TrainSettings;
  /** Writes what else is wanted of the trained model into its folder. */
  readonly also?: (folder: string, trained: TrainedModel) => Promise<void>;
}

/** A trained model, as it lies in the cache. */
export interface CachedModel {
  readonly label: string;
  /** Where `encoder.onnx` and `decoder.onnx` lie, and what {@link TrainingRequest.also} wrote. */
  readonly folder: string;
  /** songs × latents: μ. */
  readonly latents: Matrix;
  /** Of the data set, as the model normalises: one number each, or one per column. */
  readonly mean: Float32Array;
  readonly std: Float32Array;
  readonly history: readonly LossRecord[];
  readonly parameterCount: number;
  /** As it was trained with. */
  readonly epochs: number;
  readonly klWarmup: number;
}

/** Trains a model, or takes it from the cache; goes on from a checkpoint where there is one. */
export async function trainCached(
  { paths, addModel, onEpoch }: Pick<TaskContext, "paths" | "addModel" | "onEpoch">,
  report: StepReporter,
  { name, label, architecture, model, source, settings, also }: TrainingRequest,
): Promise<CachedModel> {
  const identity = {
    step: "train",
    version: VERSION,
    settings: { model: model.id, sampleShape: model.sampleShape, latentDim: model.latentDim, ...settings },
    inputs: [source.key],
  };
  const checkpoint = join(paths.checkpoints, `${cacheKey(identity)}.checkpoint`);
  const reportPast = (history: readonly LossRecord[]): void => {
    for (const record of history) onEpoch({ model: name, label, report: { ...record, secondsLeft: 0 }, past: true });
  };
  const cached = await fromCache(paths.cache, {
    ...identity,
    make: async (folder) => {
      const started = performance.now();
      const trained = await trainModel(model, source, settings, {
        ...(report.signal === undefined ? {} : { signal: report.signal }),
        checkpoint: { path: checkpoint, everySeconds: CHECKPOINT_SECONDS },
        onResume: reportPast,
        onEpoch: (epoch) => {
          report.fraction(epoch.epoch / epoch.epochs, trainingDetail(epoch));
          onEpoch({ model: name, label, report: epoch, past: false });
        },
      });
      try {
        const seconds = (performance.now() - started) / 1000;
        await writeTrained(folder, trained, { latentDim: model.latentDim, settings, seconds });
        await also?.(folder, trained);
      } finally {
        await trained.dispose();
      }
    },
    read: readTrained,
  });
  await rm(checkpoint, { force: true });

  const { seconds, ...value } = cached.value;
  if (cached.reused) reportPast(value.history);
  const final = value.history.at(-1)!;
  addModel({ name, label, architecture, parameterCount: value.parameterCount, seconds, final });
  const summary = `${final.epoch} epochs, loss ${final.total.toFixed(4)}`;
  if (cached.reused) report.reused(summary);
  else report.note(summary);
  return { ...value, label, folder: cached.folder };
}

interface Facts {
  readonly history: readonly LossRecord[];
  readonly parameterCount: number;
  readonly epochs: number;
  readonly klWarmup: number;
  /** How long the training took, without what a checkpoint had saved. */
  readonly seconds: number;
}

async function writeTrained(
  folder: string,
  { latents, normalisation, history, parameterCount, encoderOnnx, decoderOnnx }: TrainedModel,
  {
    latentDim,
    settings,
    seconds,
  }: { readonly latentDim: number; readonly settings: TrainSettings; readonly seconds: number },
): Promise<void> {
  const { mean, deviation } = normalisation;
  await writeNpy(join(folder, "latents.npy"), { shape: [latents.length / latentDim, latentDim], data: latents });
  await writeNpy(join(folder, "mean.npy"), { shape: [mean.length], data: mean });
  await writeNpy(join(folder, "std.npy"), { shape: [deviation.length], data: deviation });
  await writeFile(join(folder, "encoder.onnx"), encoderOnnx);
  await writeFile(join(folder, "decoder.onnx"), decoderOnnx);
  const facts: Facts = { history, parameterCount, epochs: settings.epochs, klWarmup: settings.klWarmupEpochs, seconds };
  await writeJson(join(folder, "model.json"), facts);
}

async function readTrained(folder: string): Promise<Omit<CachedModel, "label" | "folder"> & Facts> {
  const facts = JSON.parse(await readFile(join(folder, "model.json"), "utf8")) as Facts;
  const { shape, data } = await readNpy(join(folder, "latents.npy"));
  return {
    ...facts,
    latents: matrixFromFloat32(shape[0]!, shape[1]!, data as Float32Array),
    mean: (await readNpy(join(folder, "mean.npy"))).data as Float32Array,
    std: (await readNpy(join(folder, "std.npy"))).data as Float32Array,
  };
}
