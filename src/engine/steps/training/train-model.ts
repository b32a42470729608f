import { decodeNpy } from "../../../shared/npy.ts";
import { ARCHITECTURES, autoencoderArchitecture } from "../../models/architectures/registry.ts";
import { stoppingAfter } from "../../models/settings.ts";
import { inBatches, largestBatch, type SampleSource } from "../../models/training/source.ts";
import type { TrainedModel } from "../../models/trained-model.ts";
import { decodeFloats, encodeFloats } from "../../store/entry-files.ts";
import type { TrainingContext } from "./cached-training.ts";
import { vaeTraining, type CachedModel } from "./vae-training.ts";
import type { CachedStep } from "../define-step.ts";
import type { StepNames } from "../step.ts";
import type { LogMels } from "../log-mels.ts";
import { drawnOf, melSource } from "./mel-source.ts";
import { autoencoderCourse } from "./training-course.ts";
import { epochsAndValidation, SAMPLES_SEEN } from "./sampled.ts";

/** Which of the networks is trained. */
export interface AudioModel {
  readonly name: string;
  readonly label: string;
  /** Null trains the plain autoencoder: no sampling noise, no KL. Left out: the β of the settings. */
  readonly beta?: number | null;
}

/** What a network makes of the spectrograms; as the latents, of the sample alone at first. */
interface Reconstructions {
  readonly bands: number;
  readonly frames: number;
  /** The reconstruction of the first song, or of the sample's first: bands × frames, in the spectrogram's unit. */
  readonly reconstructionSample: Float32Array;
  /** Mean squared error of each song's reconstruction from its μ, of the normalised spectrogram. */
  readonly reconstructionErrors: Float32Array;
}

/** A network trained on spectrograms. */
export type TrainedAudioModel = CachedModel & Reconstructions;

/** A step that trains a network on the spectrograms. */
export function audioTraining(
  names: StepNames,
  { name, label, ...rest }: AudioModel,
): CachedStep<LogMels, TrainedAudioModel, TrainingContext> {
  return vaeTraining({
    ...names,
    request: (mels: LogMels, settings) => {
      const { beta = settings.beta } = rest;
      // Without the divergence it is the plain autoencoder, whoever asks for it: one training for both.
      const weight = beta ?? 0;
      const architecture = autoencoderArchitecture(settings.architecture);
      const { build, settings: defaults } = ARCHITECTURES[architecture];
      const drawn = drawnOf(mels);
      const { epochs, ...held } = epochsAndValidation(settings, {
        drawn: drawn?.songs,
        own: defaults.epochs,
        seen: SAMPLES_SEEN[architecture],
      });
      // A training that is cut short still has its full β for most of its epochs, as both architectures' defaults do.
      const klWarmup = settings.klWarmup ?? Math.min(defaults.klWarmupEpochs, Math.floor(epochs / 4));
      return {
        name,
        label,
        architecture: settings.architecture,
        model: build([1, mels.bands, mels.frames], settings.latentDim ?? 16),
        source: melSource(mels),
        settings: {
          ...defaults,
          epochs,
          klWarmupEpochs: weight === 0 ? 0 : klWarmup,
          beta: weight,
          seed: settings.seed,
          earlyStopping: stoppingAfter(settings.patience, defaults),
          ...held,
          executionProvider: settings.executionProvider,
        },
        drawn,
        course: autoencoderCourse({ epochs, architecture: settings.architecture }, mels.files.length),
      };
    },
    extra: {
      compute: (mels, trained, source, signal) => reconstructions(mels, trained, source, signal),
      write: ({ bands, frames, reconstructionSample, reconstructionErrors }: Reconstructions) => ({
        "sample.npy": encodeFloats(reconstructionSample, [bands, frames]),
        "errors.npy": encodeFloats(reconstructionErrors),
      }),
      read: (file): Reconstructions => {
        const [bands, frames] = decodeNpy(file("sample.npy")).shape as [number, number];
        return {
          bands,
          frames,
          reconstructionSample: decodeFloats(file("sample.npy")),
          reconstructionErrors: decodeFloats(file("errors.npy")),
        };
      },
    },
  });
}

/** The first song's reconstruction and every song's error, batch by batch. */
async function reconstructions(
  { bands, frames }: LogMels,
  trained: TrainedModel,
  source: SampleSource,
  signal: AbortSignal | undefined,
): Promise<Reconstructions> {
  const { sampleLength, count } = source;
  const deviation = trained.normalisation.deviation[0]!;
  const errors = new Float32Array(count);
  let sample = new Float32Array(0);
  const images = new Float32Array(largestBatch(source) * sampleLength);
  for await (const { first, samples } of inBatches(source, signal)) {
    const size = samples.length / sampleLength;
    const indices = Uint32Array.from({ length: size }, (_, index) => first + index);
    await trained.reconstruct(indices, images.subarray(0, samples.length));
    if (first === 0) sample = images.slice(0, sampleLength);
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let index = row * sampleLength; index < (row + 1) * sampleLength; index++) {
        sum += ((images[index]! - samples[index]!) / deviation) ** 2;
      }
      errors[first + row] = sum / sampleLength;
    }
  }
  return { bands, frames, reconstructionSample: sample, reconstructionErrors: errors };
}
