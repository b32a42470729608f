import { createSession, type Session } from "../nn/index.ts";
import { compileDecoder, compileEncoder, compilePosterior, encoderOf, type EncoderModel } from "./export.ts";
import type { TrainSettings, VaeSettings } from "./settings.ts";
import { inBatches, type SampleSource } from "./training/source.ts";
import type { VaeModel } from "./architectures/vae.ts";
import type { TrainingOutcome } from "./training/train.ts";

/** A network after its training. */
export interface TrainedEncoder extends TrainingOutcome {
  readonly parameterCount: number;
  /** Samples of the source that it was not trained on, ascending; none where it was trained on all. */
  readonly heldOut: Uint32Array;
  /** The embedding (μ of a variational network) of every sample of the source, (count, latentDim) row by row. */
  readonly latents: Float32Array;
  /** An ONNX model: opset 17, open batch axis, weights and normalisation inside. */
  readonly encoderOnnx: Uint8Array;
}

/** A variational autoencoder after its training. Its owner disposes of it. */
export interface TrainedModel extends TrainedEncoder {
  /** As the encoder. */
  readonly decoderOnnx: Uint8Array;
  /** The decoder's image of latents, (n, latentDim) to (n, …sampleShape), in the source's units. */
  decode(latents: Float32Array): Promise<Float32Array>;
  /**
   * The decoder's image of the μ of these samples of the source.
   * @param into where it is written, (indices, …sampleShape); left out: a new array
   */
  reconstruct(indices: Uint32Array, into?: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Embeds all samples and makes the inference models. */
export async function finishModel(
  model: VaeModel,
  source: SampleSource,
  settings: VaeSettings,
  outcome: TrainingOutcome & { readonly heldOut?: Uint32Array },
  signal?: AbortSignal,
): Promise<TrainedModel> {
  const { normalisation, weights } = outcome;
  const encoded = await finishEncoder(encoderOf(model), source, settings, outcome, signal);
  const { latents } = encoded;
  const decoder = compileDecoder(model, weights, normalisation);
  const decoding = await createSession(decoder, settings);

  const decode = async (z: Float32Array, into?: Float32Array): Promise<Float32Array> => {
    const { [model.sampleName]: samples } = await decoding.run({ z }, into && { [model.sampleName]: into });
    return samples!;
  };
  return {
    ...encoded,
    // A plain autoencoder does not train its variance.
    ...(settings.beta > 0 && { encoderOnnx: compilePosterior(model, weights, normalisation).onnx }),
    decoderOnnx: decoder.onnx,
    decode,
    reconstruct(indices, into) {
      const { latentDim } = model;
      const chosen = new Float32Array(indices.length * latentDim);
      indices.forEach((index, row) => {
        chosen.set(latents.subarray(index * latentDim, (index + 1) * latentDim), row * latentDim);
      });
      return decode(chosen, into);
    },
    dispose: () => decoding.release(),
  };
}

/** Embeds all samples and makes the encoder. */
export async function finishEncoder(
  model: EncoderModel,
  source: SampleSource,
  settings: TrainSettings,
  { heldOut = new Uint32Array(0), ...outcome }: TrainingOutcome & { readonly heldOut?: Uint32Array },
  signal?: AbortSignal,
): Promise<TrainedEncoder> {
  const { normalisation, weights } = outcome;
  const encoder = compileEncoder(model, weights, normalisation);
  return {
    ...outcome,
    heldOut,
    parameterCount: Object.values(weights).reduce((sum, { length }) => sum + length, 0),
    latents: await embed(await createSession(encoder, settings), source, model, signal),
    encoderOnnx: encoder.onnx,
  };
}

async function embed(
  session: Session,
  source: SampleSource,
  model: EncoderModel,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const latents = new Float32Array(source.count * model.latentDim);
  try {
    for await (const { first, samples } of inBatches(source, signal)) {
      const { mu } = await session.run({ [model.sampleName]: samples });
      latents.set(mu!, first * model.latentDim);
    }
  } finally {
    await session.release();
  }
  return latents;
}
