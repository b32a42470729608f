import {
  createAdamMemory,
  createSession,
  elementCount,
  type AdamScalars,
  type CompiledGraph,
  type Session,
  type SessionSettings,
  type Shape,
  type Tensors,
} from "../../nn/index.ts";
import type { EpochLosses } from "../../../shared/contract/train.ts";
import { lossesOf } from "../training/losses.ts";
import { clippedOutput, gradientFeed, type Extent } from "../training/clipping-step.ts";
import type { Normalisation } from "../training/normalisation.ts";
import { momentNames, stateEntries, type TrainingState } from "../training/state.ts";

/** What a replica does with batches of one size. */
export interface BatchPlan {
  /**
   * Loss and gradients of the songs of each of its parts, by the part; the batch may have none for it. Of a batch that is not
   * divided, clipped.
   */
  readonly gradients: Readonly<Record<number, CompiledGraph>>;
  /** The batch's gradient by the part of every parameter that this replica updates, clipped. */
  readonly clipping?: CompiledGraph;
  /** The gradient outputs of every part of a batch that is divided, part by part. */
  readonly parts: readonly Readonly<Record<string, Shape>>[];
}

/** What one replica of a model is there for: plain data, which may go to another thread. */
export interface ReplicaPlan {
  /** It is the only one: nobody else reads what it computes until the state is asked for. */
  readonly alone: boolean;
  /** The parts of a batch that it computes. */
  readonly parts: Extent;
  readonly settings: SessionSettings;
  /** What it does with a batch, by the size of the batch. */
  readonly batches: Readonly<Record<number, BatchPlan>>;
  /** The elements of every parameter that this replica updates, by name. */
  readonly own: Readonly<Record<string, Extent>>;
  /** Learning rate of every parameter relative to the step's, by name. */
  readonly learningRateScales: Readonly<Record<string, number>>;
  readonly normalisation: Normalisation;
}

/** Where replicas on threads of their own find samples and leave what they computed: arrays over shared memory. */
export interface SharedState {
  /** The samples of every part of a batch. */
  readonly samples: readonly Float32Array[];
  /**
   * The weights after the last step; the moments as they were when the state was last asked for. Not there where a replica is
   * alone.
   */
  readonly state?: TrainingState;
  /** The gradient outputs of every part of a batch; none where a replica is alone. */
  readonly gradients: readonly Tensors[];
}

/** The songs of a part of a batch. */
export interface GradientRequest {
  readonly batchSize: number;
  readonly part: number;
  /** The graph's `x`: (songs, …), as the source has it. */
  readonly samples: Float32Array;
  /** What the graph is fed beside `x`, weights and normalisation. */
  readonly feeds: Tensors;
}

export interface UpdateRequest extends AdamScalars {
  readonly batchSize: number;
}

/**
 * A copy of the model that computes the gradients of its parts of every batch, one after the other, and then updates its
 * part of the weights by the gradients of all songs. How a batch falls into parts decides how sums round; who computes which does not.
 *
 * All replicas must have finished one half of a step before any begins the other.
 */
export interface Replica {
  gradients(request: GradientRequest): Promise<EpochLosses>;
  update(request: UpdateRequest): Promise<void>;
  /**
   * Weights, and moments where they are asked for: copies, or the shared ones, in which its own part then is that of the last
   * step.
   */
  state(moments: boolean): Promise<TrainingState>;
  release(): Promise<void>;
}

/**
 * A replica on this thread.
 * @param sharedState undefined if it is on the trainer's own thread
 * @param start weights and moments, whole
 */
export async function createReplica(
  plan: ReplicaPlan,
  sharedState: SharedState | undefined,
  start: TrainingState,
): Promise<Replica> {
  const { alone, parts, own, normalisation, learningRateScales } = plan;
  const names = Object.keys(own);
  const sessions = await loadSessions(plan);
  const ownLength = (name: string): number => own[name]!.end - own[name]!.start;
  const lengths = names.flatMap((name) => [start[name]!.length, ...Array<number>(3).fill(ownLength(name))]);
  const memory = createAdamMemory(lengths);
  const tensorOf = (values: Float32Array): Float32Array => {
    const made = memory.tensor(values.length);
    made.set(values);
    return made;
  };
  const ownPart = (name: string, whole: Float32Array): Float32Array => whole.subarray(own[name]!.start, own[name]!.end);

  const momentOf = (name: string, whole: Float32Array | undefined): Float32Array =>
    whole === undefined ? memory.tensor(ownLength(name)) : tensorOf(ownPart(name, whole));

  const weights: TrainingState = Object.fromEntries(names.map((name) => [name, tensorOf(start[name]!)]));
  const updates = names.map((name) => {
    const moments = momentNames(name);
    return {
      name,
      state: {
        weight: ownPart(name, weights[name]!),
        mean: momentOf(name, start[moments.mean]),
        variance: momentOf(name, start[moments.variance]),
      },
      gradient: memory.tensor(ownLength(name)),
    };
  });
  const clipped = Object.fromEntries(updates.map(({ name, gradient }) => [clippedOutput(name), gradient]));
  // The runtime takes no shared memory: gradients of the other parts are copied here.
  const received = new Map<string, Float32Array>();

  /** Takes over what the other replicas made of their parts of the weights. */
  function refresh(): void {
    if (alone) return;
    for (const name of names) {
      const { start: from, end: to } = own[name]!;
      const shared = sharedState!.state![name]!;
      weights[name]!.set(shared.subarray(0, from));
      weights[name]!.set(shared.subarray(to), to);
    }
  }

  /** A local array for a gradient output of a part; the same one at every step. */
  function local(output: string, part: number, shape: Shape): Float32Array {
    const key = gradientFeed(output, part);
    const length = elementCount(shape);
    const kept = received.get(key);
    if (kept !== undefined && kept.length >= length) return kept.subarray(0, length);
    const made = new Float32Array(length);
    received.set(key, made);
    return made;
  }

  return {
    async gradients({ batchSize, part, samples, feeds }) {
      if (part === parts.start) refresh();
      const outputs = plan.batches[batchSize]!.parts[part];
      const into =
        outputs === undefined
          ? clipped
          : Object.fromEntries(Object.entries(outputs).map(([output, shape]) => [output, local(output, part, shape)]));
      const all = { ...weights, ...normalisation, ...feeds, x: samples };
      const results = await sessions.get(batchSize)!.gradients.get(part)!.run(all, into);
      if (!alone) for (const [output, array] of Object.entries(into)) sharedState!.gradients[part]![output]!.set(array);
      return lossesOf(results);
    },
    async update({ batchSize, stepSize, varianceCorrection }) {
      const slopes: Record<string, Float32Array> = {};
      plan.batches[batchSize]!.parts.forEach((outputs, part) => {
        for (const [output, shape] of Object.entries(outputs)) {
          const array = local(output, part, shape);
          const isOwn = part >= parts.start && part < parts.end;
          if (!isOwn) array.set(sharedState!.gradients[part]![output]!.subarray(0, array.length));
          slopes[gradientFeed(output, part)] = array;
        }
      });
      await sessions.get(batchSize)!.clipping?.run(slopes, clipped);
      for (const { name, state, gradient } of updates) {
        memory.update(state, gradient, { stepSize: stepSize * learningRateScales[name]!, varianceCorrection });
      }
      if (!alone) for (const { name, state } of updates) sharedState!.state![name]!.set(state.weight, own[name]!.start);
    },
    state(moments) {
      const own = updates.flatMap(({ name, state }) =>
        moments
          ? stateEntries(name, state).map((entry) => [name, ...entry] as const)
          : [[name, name, state.weight] as const],
      );
      // Copies where nothing is shared: the next update changes the tensors.
      if (sharedState?.state === undefined)
        return Promise.resolve(Object.fromEntries(own.map(([, tensor, values]) => [tensor, values.slice()])));
      for (const [name, tensor, values] of own) sharedState.state[tensor]!.set(values, plan.own[name]!.start);
      return Promise.resolve(sharedState.state);
    },
    async release() {
      const owned = [...sessions.values()].flatMap(({ gradients, clipping }) => [
        ...gradients.values(),
        ...(clipping === undefined ? [] : [clipping]),
      ]);
      await Promise.all([...new Set(owned)].map((session) => session.release()));
    },
  };
}

interface BatchSessions {
  /** By the part of the batch; parts of one size share theirs. */
  readonly gradients: ReadonlyMap<number, Session>;
  readonly clipping: Session | undefined;
}

async function loadSessions({ batches, settings }: ReplicaPlan): Promise<Map<number, BatchSessions>> {
  const sessions = new Map<number, BatchSessions>();
  const loaded = new Map<CompiledGraph, Session>();
  const load = async (graph: CompiledGraph): Promise<Session> => {
    const session = loaded.get(graph) ?? (await createSession(graph, settings));
    loaded.set(graph, session);
    return session;
  };
  for (const [batchSize, { gradients, clipping }] of Object.entries(batches)) {
    const byPart = new Map<number, Session>();
    for (const [part, graph] of Object.entries(gradients)) byPart.set(Number(part), await load(graph));
    sessions.set(Number(batchSize), { gradients: byPart, clipping: clipping && (await load(clipping)) });
  }
  return sessions;
}
