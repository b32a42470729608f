import type { VaeModel } from "../../models/architectures/vae.ts";
import type { VaeSettings } from "../../models/settings.ts";
import { trainVae } from "../../models/train-vae.ts";
import type { TrainedModel } from "../../models/trained-model.ts";
import type { SampleSource } from "../../models/training/source.ts";
import type { StepContext } from "../context.ts";
import type { CachedStep } from "../define-step.ts";
import type { StepNames } from "../step.ts";
import type { TrainingCourse } from "./training-course.ts";
import type { DrawnSongs } from "./sampled.ts";
import { defineTraining, type CachedNetwork, type Extra, type TrainingContext } from "./cached-training.ts";

interface Decoder {
  readonly decoderOnnx: Uint8Array;
}

/** A trained variational or plain autoencoder, as it lies in the cache. */
export type CachedModel = CachedNetwork & Decoder;

interface VaeRequest {
  /** The model in `run.json`, such as `beta-vae`. */
  readonly name: string;
  readonly label: string;
  readonly architecture: string;
  readonly model: VaeModel;
  readonly source: SampleSource;
  readonly settings: VaeSettings;
  readonly drawn?: DrawnSongs | undefined;
  readonly course?: TrainingCourse;
  /** The samples of the source that were drawn, where it has others too: those are embedded only. */
  readonly sample?: Uint32Array;
}

interface VaeTraining<Input, Value extends object> extends StepNames {
  readonly request: (input: Input, settings: StepContext["settings"]) => VaeRequest;
  readonly extra: Extra<Input, TrainedModel, Value>;
}

/** A step that trains a variational autoencoder. */
export function vaeTraining<Input, Value extends object>({
  request,
  extra,
  ...names
}: VaeTraining<Input, Value>): CachedStep<Input, CachedModel & Value, TrainingContext> {
  return defineTraining<Input, TrainedModel, Decoder & Value>({
    ...names,
    request: (input, settings) => {
      const found = request(input, settings);
      return { ...found, train: (source, options) => trainVae(found.model, source, found.settings, options) };
    },
    extra: {
      async compute(input, trained, source, signal) {
        try {
          return { decoderOnnx: trained.decoderOnnx, ...(await extra.compute(input, trained, source, signal)) };
        } finally {
          await trained.dispose();
        }
      },
      write: (value) => ({ "decoder.onnx": value.decoderOnnx, ...extra.write(value) }),
      read: (file) => ({ decoderOnnx: file("decoder.onnx"), ...extra.read(file) }),
    },
  });
}
