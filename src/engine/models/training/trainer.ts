import type { EpochLosses } from "../../../shared/contract/train.ts";
import { adamScalars, channelBlock, type Parameter, type Tensors } from "../../nn/index.ts";
import type { Normalisation } from "./normalisation.ts";
import {
  createSharedState,
  divisionOf,
  planTraining,
  split,
  type Division,
  type TrainingPlan,
} from "../replicas/replica-plan.ts";
import { startReplicaThread, type ReplicaThread } from "../replicas/replica-thread.ts";
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
 * @param begin makes the state to go on from, and gives it away
 * @param division the parts of a batch, and the replicas that compute them
 */
export async function createTrainer(
  objective: Objective,
  settings: TrainSettings,
  normalisation: Normalisation,
  batchSizes: readonly number[],
  begin: (parameters: readonly Parameter[]) => Promise<TrainingState>,
  division = divisionOf(objective, settings),
): Promise<Trainer> {
  // A thread of its own, even for one replica: the runtime holds up the thread that it is called from.
  const count = division.parts === 1 && division.oneThread !== true ? 0 : division.replicas;
  const threads: ReplicaThread[] = [];
  try {
    while (threads.length < count) threads.push(startReplicaThread());
    const block = settings.executionProvider === "cpu" ? await channelBlock() : undefined;
    const plan = planTraining(objective, settings, normalisation, batchSizes, division, block);
    const start = await begin(plan.parameters);
    if (threads.length === 0)
      return trainerOf(plan, division, [await createReplica(plan.replicas[0]!, undefined, start)]);
    const alone = threads.length === 1;
    const shared = createSharedState(plan, alone ? undefined : start);
    const own = alone ? start : undefined;
    const replicas = await Promise.all(plan.replicas.map((part, index) => threads[index]!.load(part, shared, own)));
    return trainerOf(plan, division, replicas, shared.state);
  } catch (error) {
    await Promise.all(threads.map((thread) => thread.end()));
    throw error;
  }
}

/** @param sharedState where the replicas leave their parts of the weights; undefined where there is one, which has all */
function trainerOf(
  plan: TrainingPlan,
  division: Division,
  replicas: readonly Replica[],
  sharedState?: TrainingState,
): Trainer {
  return {
    async step({ batchSize, samples, perSong, whole, step, learningRate }) {
      // 1. Each replica's parts of the batch: loss and gradients.
      const extents = split(batchSize, Math.min(division.parts, batchSize));
      const losses: EpochLosses[] = [];
      await Promise.all(
        plan.replicas.map(async ({ parts }, index) => {
          for (let part = parts.start; part < Math.min(parts.end, extents.length); part++) {
            const { start, end } = extents[part]!;
            const songs = (batch: Float32Array): Float32Array =>
              batch.subarray((batch.length / batchSize) * start, (batch.length / batchSize) * end);
            const feeds: Tensors = {
              ...whole,
              ...Object.fromEntries(Object.entries(perSong).map(([name, data]) => [name, songs(data)])),
            };
            losses[part] = await replicas[index]!.gradients({ batchSize, part, samples: songs(samples), feeds });
          }
        }),
      );
      // 2. Each replica's part of the weights, by the gradients of all songs.
      const scalars = adamScalars(step, learningRate);
      await Promise.all(replicas.map((replica) => replica.update({ batchSize, ...scalars })));
      return losses.reduce((a, b) => combineLosses(a, b, (x, y) => x + y));
    },
    async weights() {
      if (sharedState === undefined) return replicas[0]!.state(false);
      const weights = Object.entries(weightsOf(sharedState));
      return Object.fromEntries(weights.map(([name, values]) => [name, Float32Array.from(values)]));
    },
    async state() {
      const [state] = await Promise.all(replicas.map((replica) => replica.state(true)));
      return state!;
    },
    async release() {
      await Promise.all(replicas.map((replica) => replica.release()));
    },
  };
}
