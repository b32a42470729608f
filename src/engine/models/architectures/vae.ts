import {
  add,
  exp,
  mean,
  meanSquaredError,
  multiply,
  scale,
  square,
  subtract,
  scalar,
  sum,
  tanh,
  type Value,
} from "../../nn/index.ts";
import type { Condensation } from "../training/condensed.ts";
import type { Samples } from "../training/normalisation.ts";
import type { Objective, StartRequest } from "../training/objective.ts";

/** The approximate posterior q(z | x): a diagonal normal distribution per song, both values (N, latentDim). */
export interface Posterior {
  readonly mean: Value;
  /** Unbounded, as the network has it; the loss bounds it with {@link boundLogVariance}. */
  readonly logVariance: Value;
}

/** A variational autoencoder as two functions that build expressions. */
export interface VaeModel extends Samples, Pick<Objective, "learningRateScale" | "start"> {
  /** Names the layers and their version: weights are only compatible within one id. */
  readonly id: string;
  /** What a sample is called as input of the encoder and output of the decoder, such as `mel`. */
  readonly sampleName: string;
  readonly latentDim: number;
  /** Whether the KL divergence is averaged over the latents or summed; it is always averaged over the batch. */
  readonly klOverLatents: "mean" | "sum";
  /** x: (N, …sampleShape), normalised. */
  encode(x: Value): Posterior;
  /** z: (N, latentDim) to (N, …sampleShape), normalised. */
  decode(z: Value): Value;
  /** It is the condensed one of another. */
  readonly isCondensed?: true;
  /** The same network on samples of fewer numbers, which is trained in this one's place. */
  readonly condense?: (request: Omit<StartRequest, "drawn">) => Promise<CondensedVae>;
  /** The mean squared error of `decode(z)` as an image of x, where the model has a cheaper way to it. */
  readonly reconstructionError?: (z: Value, x: Value) => Value;
}

/** A network on condensed samples. */
export interface CondensedVae extends Condensation {
  readonly model: VaeModel;
}

/** The largest magnitude of the log-variance: σ stays within e^±LOG_VARIANCE_BOUND/2. */
const LOG_VARIANCE_BOUND = 8;

/** Bounds smoothly and is the identity near 0: a network that errs for a step cannot blow up the loss. */
export function boundLogVariance(logVariance: Value): Value {
  return scale(tanh(scale(logVariance, 1 / LOG_VARIANCE_BOUND)), LOG_VARIANCE_BOUND);
}

/** KL(q ‖ N(0, I)) = ½ (μ² + σ² − 1 − log σ²) per latent; mean over the batch. @see Kingma & Welling 2014, appendix B */
export function klDivergence({ mean: mu, logVariance }: Posterior, overLatents: VaeModel["klOverLatents"]): Value {
  const perLatent = scale(subtract(add(square(mu), exp(logVariance)), add(logVariance, scalar(1))), 0.5);
  return overLatents === "mean" ? mean(perLatent) : mean(sum(perLatent, [1]));
}

export interface VaeLossTerms {
  readonly reconstruction: Value;
  readonly kl: Value;
  readonly total: Value;
}

/**
 * Reconstruction (mean squared error) + β · KL, with z = μ + σ · noise.
 * @param x (N, …sampleShape), normalised
 * @param noise (N, latentDim), standard normal
 * @param beta scalar
 */
export function vaeLoss(model: VaeModel, x: Value, noise: Value, beta: Value): VaeLossTerms {
  const { mean: mu, logVariance } = model.encode(x);
  const posterior = { mean: mu, logVariance: boundLogVariance(logVariance) };
  const z = add(mu, multiply(exp(scale(posterior.logVariance, 0.5)), noise));
  const reconstruction = reconstructionError(model, z, x);
  const kl = klDivergence(posterior, model.klOverLatents);
  return { reconstruction, kl, total: add(reconstruction, multiply(beta, kl)) };
}

/** The loss of the plain autoencoder: z = μ, no noise, no KL (reported as 0). The log-variance is not trained. */
export function autoencoderLoss(model: VaeModel, x: Value): VaeLossTerms {
  const reconstruction = reconstructionError(model, model.encode(x).mean, x);
  return { reconstruction, kl: scalar(0), total: reconstruction };
}

function reconstructionError(model: VaeModel, z: Value, x: Value): Value {
  return model.reconstructionError?.(z, x) ?? meanSquaredError(model.decode(z), x);
}
