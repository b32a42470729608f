import { adamScalars, createSession, type Parameter, type Session } from "../nn/index.ts";
import type { Normalisation } from "./normalisation.ts";
import type { TrainSettings } from "./settings.ts";
import { emptyLike, type TrainingState } from "./state.ts";
import { buildTrainStep, nextName, type TrainStep } from "./train-step.ts";
import type { VaeModel } from "./vae.ts";

/** The batch of one step and what the step needs to know besides. */
export interface StepRequest {
  /** (batch, …sampleShape), as the source has it. */
  readonly samples: Float32Array;
  /** (batch, latentDim), standard normal; not read for a plain autoencoder. */
  readonly noise: Float32Array;
  /** 1-based, for the bias correction of Adam. */
  readonly step: number;
  readonly learningRate: number;
  readonly beta: number;
}

export interface StepLosses {
  readonly reconstruction: number;
  readonly kl: number;
  readonly total: number;
}

/** Runs training steps; owns the sessions and the state. */
export interface Stepper {
  step(request: StepRequest): Promise<StepLosses>;
  /** The state after the last step; valid until the next one. */
  state(): TrainingState;
  release(): Promise<void>;
}

/**
 * @param batchSizes the sizes that will occur; each gets a graph of its own
 * @param begin makes the state to go on from
 */
export async function createStepper(
  model: VaeModel,
  settings: TrainSettings,
  normalisation: Normalisation,
  batchSizes: readonly number[],
  begin: (parameters: readonly Parameter[]) => Promise<TrainingState>,
): Promise<Stepper> {
  const variational = settings.beta > 0;
  const { gradientClip } = settings;
  const sessions = new Map<number, Session>();
  let parameters: readonly Parameter[] = [];
  for (const batchSize of batchSizes) {
    const train: TrainStep = buildTrainStep(model, { batchSize, variational, gradientClip });
    sessions.set(batchSize, await createSession(train.graph, settings));
    parameters = train.parameters;
  }
  let current = await begin(parameters);
  // Two sets of arrays: a step reads one and writes the other, so that nothing is copied.
  let spare = emptyLike(current);
  const fixed = { mean: normalisation.mean, deviation: normalisation.deviation };

  return {
    async step({ samples, noise, step, learningRate, beta }) {
      const session = sessions.get(noise.length / model.latentDim);
      if (session === undefined) throw new RangeError(`No graph for ${noise.length / model.latentDim} samples.`);
      const { stepSize, varianceCorrection } = adamScalars(step, learningRate);
      const feeds = {
        ...current,
        ...fixed,
        x: samples,
        noise,
        beta: Float32Array.of(beta),
        stepSize: Float32Array.of(stepSize),
        varianceCorrection: Float32Array.of(varianceCorrection),
      };
      const into = Object.fromEntries(Object.entries(spare).map(([name, array]) => [nextName(name), array]));
      const { reconstruction, kl, total } = await session.run(feeds, into);
      [current, spare] = [spare, current];
      return { reconstruction: reconstruction![0]!, kl: kl![0]!, total: total![0]! };
    },
    state: () => current,
    async release() {
      for (const session of sessions.values()) await session.release();
    },
  };
}
