import { adamScalars, channelBlock, type Parameter } from "../../nn/index.ts";
import type { Normalisation } from "./normalisation.ts";
import { createSharedState, planTraining, replicaCount, split } from "../replicas/replica-plan.ts";
import { startReplicaThread } from "../replicas/replica-thread.ts";
import { createReplica, type Replica, type StepLosses } from "../replicas/replica.ts";
import type { TrainSettings } from "../settings.ts";
import { joinStates, type TrainingState } from "./state.ts";
import type { VaeModel } from "../architectures/vae.ts";

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

/** Runs training steps; owns the model's replicas and with them the state. */
export interface Trainer {
  step(request: StepRequest): Promise<StepLosses>;
  /** The state after the last step. */
  state(): Promise<TrainingState>;
  release(): Promise<void>;
}

/**
 * @param batchSizes the sizes that will occur; each gets graphs of its own
 * @param begin makes the state to go on from
 * @param count replicas of the model
 */
export async function createTrainer(
  model: VaeModel,
  settings: TrainSettings,
  normalisation: Normalisation,
  batchSizes: readonly number[],
  begin: (parameters: readonly Parameter[]) => Promise<TrainingState>,
  count = replicaCount(model, settings),
): Promise<Trainer> {
  const block = settings.executionProvider === "cpu" ? await channelBlock() : undefined;
  const plan = planTraining(model, settings, normalisation, batchSizes, count, block);
  const start = await begin(plan.parameters);
  const sharedState = createSharedState(plan, start);
  const replicas =
    count === 1
      ? [await createReplica(plan.replicas[0]!, undefined, start)]
      : await allOrNone(plan.replicas.map((part) => startReplicaThread(part, sharedState, start)));

  return {
    async step({ samples, noise, step, learningRate, beta }) {
      const batchSize = noise.length / model.latentDim;
      // 1. Each replica's songs: loss and gradients.
      const parts = split(batchSize, Math.min(count, batchSize));
      const losses = await Promise.all(
        parts.map(({ start, end }, index) => {
          const songs = (batch: Float32Array): Float32Array =>
            batch.subarray((batch.length / batchSize) * start, (batch.length / batchSize) * end);
          return replicas[index]!.gradients({ batchSize, samples: songs(samples), noise: songs(noise), beta });
        }),
      );
      // 2. Each replica's part of the weights, by the gradients of all songs.
      const scalars = adamScalars(step, learningRate);
      await Promise.all(replicas.map((replica) => replica.update({ batchSize, ...scalars })));
      return losses.reduce(sumOf);
    },
    state: async () => joinStates(start, await Promise.all(replicas.map((replica) => replica.state()))),
    release: () => releaseAll(replicas),
  };
}

const sumOf = (a: StepLosses, b: StepLosses): StepLosses => ({
  reconstruction: a.reconstruction + b.reconstruction,
  kl: a.kl + b.kl,
  total: a.total + b.total,
});

/** All replicas, or the first failure; those that did start are released then. */
async function allOrNone(starting: readonly Promise<Replica>[]): Promise<Replica[]> {
  const outcomes = await Promise.allSettled(starting);
  const started = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure === undefined) return started;
  await releaseAll(started);
  throw failure.reason;
}

async function releaseAll(replicas: readonly Replica[]): Promise<void> {
  await Promise.all(replicas.map((replica) => replica.release()));
}
