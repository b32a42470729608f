import { join } from "node:path";
import { readNpy, writeNpy } from "../core/npy.ts";
import { ARCHITECTURES } from "../models/architectures/registry.ts";
import { inBatches, type SampleSource } from "../models/training/source.ts";
import type { TrainedModel } from "../models/trained-model.ts";
import { trainCached, type CachedModel } from "./cached-training.ts";
import { EARLY_STOPPING } from "./early-stopping.ts";
import type { LogMels } from "./log-mels.ts";
import { melSource } from "./mel-source.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** Which of the networks is trained. */
export interface AudioModelRequest {
  readonly name: string;
  readonly label: string;
  /** Null trains the plain autoencoder: no sampling noise, no KL. */
  readonly beta: number | null;
}

/** A network trained on spectrograms. */
export interface TrainedAudioModel extends CachedModel {
  readonly bands: number;
  readonly frames: number;
  /** The first song's reconstruction, bands × frames, in the spectrogram's unit. */
  readonly reconstructionSample: Float32Array;
  /** Mean squared error of each song's reconstruction from its μ, of the normalised spectrogram. */
  readonly reconstructionErrors: Float32Array;
}

/** Trains a network on the spectrograms, or takes it from the cache. */
export async function trainAudioModel(
  context: Pick<TaskContext, "paths" | "settings" | "addModel" | "onEpoch">,
  report: StepReporter,
  mels: LogMels,
  { name, label, beta }: AudioModelRequest,
): Promise<TrainedAudioModel> {
  const { settings } = context;
  const { bands, frames } = mels;
  const { build, settings: defaults } = ARCHITECTURES[settings.architecture];
  const source = melSource(mels);
  const epochs = settings.epochs ?? defaults.epochs;
  // A training that is cut short still has its full β for most of its epochs, as both architectures' defaults do.
  const klWarmup = settings.klWarmup ?? Math.min(defaults.klWarmupEpochs, Math.floor(epochs / 4));
  const cached = await trainCached(context, report, {
    name,
    label,
    architecture: settings.architecture,
    model: build([1, bands, frames], settings.latentDim ?? 16),
    source,
    settings: {
      ...defaults,
      epochs,
      klWarmupEpochs: beta === null ? 0 : klWarmup,
      beta: beta ?? 0,
      seed: settings.seed,
      earlyStopping: settings.earlyStopping ? EARLY_STOPPING : null,
      executionProvider: settings.executionProvider,
    },
    also: async (folder, trained) => {
      const { sample, errors } = await reconstructions(trained, source, report.signal);
      await writeNpy(join(folder, "sample.npy"), { shape: [bands, frames], data: sample });
      await writeNpy(join(folder, "errors.npy"), { shape: [source.count], data: errors });
    },
  });
  return {
    ...cached,
    bands,
    frames,
    reconstructionSample: (await readNpy(join(cached.folder, "sample.npy"))).data as Float32Array,
    reconstructionErrors: (await readNpy(join(cached.folder, "errors.npy"))).data as Float32Array,
  };
}

const BATCH = 8;

/** The first song's reconstruction and every song's error, batch by batch. */
async function reconstructions(
  trained: TrainedModel,
  source: SampleSource,
  signal: AbortSignal | undefined,
): Promise<{ readonly sample: Float32Array; readonly errors: Float32Array }> {
  const { sampleLength, count } = source;
  const deviation = trained.normalisation.deviation[0]!;
  const errors = new Float32Array(count);
  let sample = new Float32Array(0);
  for await (const { first, samples } of inBatches(source, BATCH, signal)) {
    const size = samples.length / sampleLength;
    const images = await trained.reconstruct(Uint32Array.from({ length: size }, (_, index) => first + index));
    if (first === 0) sample = images.slice(0, sampleLength);
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let index = row * sampleLength; index < (row + 1) * sampleLength; index++) {
        sum += ((images[index]! - samples[index]!) / deviation) ** 2;
      }
      errors[first + row] = sum / sampleLength;
    }
  }
  return { sample, errors };
}
