import type { EpochLosses } from "../../../shared/contract/train.ts";
import { adamScalars, channelBlock, type Parameter, type Tensors } from "../../nn/index.ts";
import type { Normalisation } from "./normalisation.ts";
import { createSharedState, planTraining, replicaCount, split } from "../replicas/replica-plan.ts";
import { startReplicaThread } from "../replicas/replica-thread.ts";
import { createReplica, type Replica } from "../replicas/replica.ts";
import type { TrainSettings } from "../settings.ts";
import { weightsOf, type TrainingState } from "./state.ts";
import { combineLosses } from "./losses.ts";
import type { Batch, Objective } from "./objective.ts";

/** The batch of one step and what the step needs to know besides. */
export interface StepRequest extends Batch {
  readonly batchSize: number;
  /** 1-based, for the bias correction of Adam. */
  readonly step: number;
  readonly learningRate: number;
}

/** Runs training steps; owns the network's replicas and with them the state. */
export interface Trainer {
  step(request: StepRequest): Promise<EpochLosses>;
  /** The weights after the last step: without the moments, which are twice as much to copy. */
  weights(): Promise<Tensors>;
  /** The state after the last step; valid until the next. */
  state(): Promise<TrainingState>;
  release(): Promise<void>;
}

/**
 * @param batchSizes the sizes that will occur; each gets graphs of its own
 * @param begin makes the state to go on from
 * @param count replicas of the network
 */
export async function createTrainer(
  objective: Objective,
  settings: TrainSettings,
  normalisation: Normalisation,
  batchSizes: readonly number[],
  begin: (parameters: readonly Parameter[]) => Promise<TrainingState>,
  count = replicaCount(objective, settings),
): Promise<Trainer> {
  const block = settings.executionProvider === "cpu" ? await channelBlock() : undefined;
  const plan = planTraining(objective, settings, normalisation, batchSizes, count, block);
  const start = await begin(plan.parameters);
  const sharedState = count === 1 ? undefined : createSharedState(plan, start);
  const replicas =
    sharedState === undefined
      ? [await createReplica(plan.replicas[0]!, undefined, start)]
      : await allOrNone(plan.replicas.map((part) => startReplicaThread(part, sharedState)));

  return {
    async step({ batchSize, samples, perSong, whole, step, learningRate }) {
      // 1. Each replica's songs: loss and gradients.
      const parts = split(batchSize, Math.min(count, batchSize));
      const losses = await Promise.all(
        parts.map(({ start, end }, index) => {
          const songs = (batch: Float32Array): Float32Array =>
            batch.subarray((batch.length / batchSize) * start, (batch.length / batchSize) * end);
          const feeds: Tensors = {
            ...whole,
            ...Object.fromEntries(Object.entries(perSong).map(([name, data]) => [name, songs(data)])),
          };
          return replicas[index]!.gradients({ batchSize, samples: songs(samples), feeds });
        }),
      );
      // 2. Each replica's part of the weights, by the gradients of all songs.
      const scalars = adamScalars(step, learningRate);
      await Promise.all(replicas.map((replica) => replica.update({ batchSize, ...scalars })));
      return losses.reduce((a, b) => combineLosses(a, b, (x, y) => x + y));
    },
    async weights() {
      if (sharedState === undefined) return weightsOf(await replicas[0]!.state());
      const weights = Object.entries(weightsOf(sharedState.state));
      return Object.fromEntries(weights.map(([name, shared]) => [name, Float32Array.from(shared)]));
    },
    async state() {
      const [state] = await Promise.all(replicas.map((replica) => replica.state()));
      return state!;
    },
    release: () => releaseAll(replicas),
  };
}

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
