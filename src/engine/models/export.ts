import { compile, constant, input, type CompiledGraph, type Tensors, type Value } from "../nn/index.ts";
import { denormalise, normalise, statisticsShape, type Normalisation, type Samples } from "./training/normalisation.ts";
import { boundLogVariance, type VaeModel } from "./architectures/vae.ts";

/** What an encoder is made of. */
export interface EncoderModel extends Samples, Pick<VaeModel, "sampleName" | "latentDim"> {
  /** x: (N, …sampleShape), normalised, to (N, latentDim). */
  embed(x: Value): Value;
}

/** The encoder of a variational autoencoder gives μ. */
export const encoderOf = (model: VaeModel): EncoderModel => ({ ...model, embed: (x) => model.encode(x).mean });

/** Encoder: a sample as the source has it in, `mu` (batch, latentDim) out; weights and normalisation inside. */
export function compileEncoder(model: EncoderModel, weights: Tensors, normalisation: Normalisation): CompiledGraph {
  const { mean, deviation } = statistics(model, normalisation);
  const x = input(model.sampleName, [1, ...model.sampleShape]);
  return compile({ mu: model.embed(normalise(x, mean, deviation)) }, { weights, dynamicBatch: true });
}

/**
 * As {@link compileEncoder}, of a variational network: `logvar` (batch, latentDim) beside `mu`, log σ² as its loss bounds it.
 */
export function compilePosterior(model: VaeModel, weights: Tensors, normalisation: Normalisation): CompiledGraph {
  const { mean, deviation } = statistics(model, normalisation);
  const x = input(model.sampleName, [1, ...model.sampleShape]);
  const posterior = model.encode(normalise(x, mean, deviation));
  const outputs = { mu: posterior.mean, logvar: boundLogVariance(posterior.logVariance) };
  return compile(outputs, { weights, dynamicBatch: true });
}

/** Decoder: `z` (batch, latentDim) in, a sample in the source's units out; weights and normalisation inside. */
export function compileDecoder(model: VaeModel, weights: Tensors, normalisation: Normalisation): CompiledGraph {
  const { mean, deviation } = statistics(model, normalisation);
  const z = input("z", [1, model.latentDim]);
  const sample = denormalise(model.decode(z), mean, deviation);
  return compile({ [model.sampleName]: sample }, { weights, dynamicBatch: true });
}

function statistics(model: Samples, { mean, deviation }: Normalisation) {
  const shape = statisticsShape(model);
  return { mean: constant(shape, mean), deviation: constant(shape, deviation) };
}
