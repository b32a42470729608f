import {
  adamUpdate,
  clipFactor,
  compile,
  globalNorm,
  gradients,
  input,
  multiply,
  parametersOf,
  scale,
  type CompiledGraph,
  type Parameter,
  type Value,
} from "../nn/index.ts";
import { normalise, statisticsShape } from "./normalisation.ts";
import { autoencoderLoss, vaeLoss, type LossTerms, type VaeModel } from "./vae.ts";

export interface TrainStepOptions {
  readonly batchSize: number;
  /** False trains the plain autoencoder: no noise, no KL. */
  readonly variational: boolean;
  /** The largest global norm of the gradients. */
  readonly gradientClip: number;
}

export interface TrainStep {
  readonly graph: CompiledGraph;
  readonly parameters: readonly Parameter[];
}

/** The names of a parameter's moments, as inputs and outputs of the step. */
export const momentNames = (name: string): { mean: string; variance: string } => ({
  mean: `${name}/adam.mean`,
  variance: `${name}/adam.variance`,
});

/** Whether a tensor of the state is a moment of the optimiser rather than a weight. */
export const isMoment = (name: string): boolean => name.includes("/adam.");

/** The name under which the step returns the next value of a tensor of its state. */
export const nextName = (name: string): string => `${name}/next`;

/**
 * One training step as one graph: loss, gradients, clipping by their global norm, Adam.
 *
 * Inputs: `x` (batchSize, …sampleShape) as the source has it, `mean` and `deviation` of the data set, `stepSize` and
 * `varianceCorrection` (see adamScalars), for a variational model `noise` (batchSize, latentDim) and `beta`; and the
 * state: every parameter and its two moments. Outputs: `reconstruction`, `kl`, `total`, `gradientNorm`, and every tensor
 * of the state under its `nextName`.
 */
export function buildTrainStep(model: VaeModel, options: TrainStepOptions): TrainStep {
  const loss = buildLoss(model, options);
  const parameters = parametersOf([loss.total]);
  const slopes = gradients(loss.total, parameters);
  const gradientNorm = globalNorm(slopes);
  const factor = clipFactor(gradientNorm, options.gradientClip);
  const scalars = { stepSize: input("stepSize", []), varianceCorrection: input("varianceCorrection", []) };

  const state: Record<string, Value> = {};
  parameters.forEach((weight, index) => {
    const { name } = weight.attributes;
    const moments = momentNames(name);
    const [mean, variance] = [input(moments.mean, weight.shape), input(moments.variance, weight.shape)];
    const next = adamUpdate({ weight, mean, variance }, multiply(slopes[index]!, factor), {
      ...scalars,
      stepSize: scale(scalars.stepSize, model.learningRateScale?.(name) ?? 1),
    });
    state[nextName(name)] = next.weight;
    state[nextName(moments.mean)] = next.mean;
    state[nextName(moments.variance)] = next.variance;
  });
  return { graph: compile({ ...loss, gradientNorm, ...state }), parameters };
}

function buildLoss(model: VaeModel, { batchSize, variational }: TrainStepOptions): LossTerms {
  const shape = statisticsShape(model);
  const x = normalise(input("x", [batchSize, ...model.sampleShape]), input("mean", shape), input("deviation", shape));
  return variational
    ? vaeLoss(model, x, input("noise", [batchSize, model.latentDim]), input("beta", []))
    : autoencoderLoss(model, x);
}
