import { availableParallelism } from "node:os";
import { elementCount, type Parameter, type Shape } from "../../nn/index.ts";
import { buildClippingStep, buildWholeStep, type Extent } from "../training/clipping-step.ts";
import { buildGradientStep, compileGradientStep } from "../training/gradient-step.ts";
import type { Normalisation } from "../training/normalisation.ts";
import type { Objective } from "../training/objective.ts";
import type { BatchPlan, SharedState, ReplicaPlan } from "./replica.ts";
import type { TrainSettings } from "../settings.ts";
import { stateEntries, type TrainingState } from "../training/state.ts";
import { greatest } from "../../../shared/extremes.ts";

/** More replicas exchange more than they save: further threads work within the operations. */
const MAX_REPLICAS = 4;

/** Below this many values a song, a step is over before another thread has begun. */
const MIN_SAMPLE_LENGTH = 10_000;

/**
 * Into how many parts a batch falls, and how many replicas of a network may share it. ONNX Runtime runs the operations of a graph one after the other, and many
 * that only move elements on one thread: with two threads within the operations the gradients of a batch of four of the
 * reference take 236 ms, those of half a batch on one thread 129 ms.
 */
export function partCount(
  {
    sampleShape,
    needsWholeBatch,
    takesOneThread,
  }: Pick<Objective, "sampleShape" | "needsWholeBatch" | "takesOneThread">,
  { executionProvider, threads, batchSize }: TrainSettings,
): number {
  if (needsWholeBatch || takesOneThread || executionProvider !== "cpu" || elementCount(sampleShape) < MIN_SAMPLE_LENGTH)
    return 1;
  return Math.min(threadCount(threads), batchSize, MAX_REPLICAS);
}

const threadCount = (threads: number): number => (threads === 0 ? availableParallelism() : threads);

/** `whole` things in `parts` parts of nearly the same size, the larger ones first. */
export function split(whole: number, parts: number): Extent[] {
  const bounds = Array.from({ length: parts + 1 }, (_, part) => Math.ceil((whole * part) / parts));
  return bounds.slice(1).map((end, part) => ({ start: bounds[part]!, end }));
}

/** How the work of a step is divided. */
export interface Division {
  /** Parts of a batch, whose gradients add up: they decide how sums round. */
  readonly parts: number;
  /** From 1 to as many as there are parts. Results do not depend on it. */
  readonly replicas: number;
  /** A batch that is not divided is computed on one thread, of its own. Results do not depend on it. */
  readonly oneThread?: boolean;
}

/** @param atOnce trainings that share the machine's cores */
export function divisionOf(objective: Objective, settings: TrainSettings, atOnce = 1): Division {
  const parts = partCount(objective, settings);
  const oneThread = parts === 1 && settings.executionProvider === "cpu" && (objective.takesOneThread || atOnce > 1);
  // Rounded up: a core that is shared for a while costs less than one that idles when the shorter trainings have ended.
  return { parts, replicas: Math.ceil(parts / atOnce), oneThread };
}

export interface TrainingPlan {
  readonly parameters: readonly Parameter[];
  readonly replicas: readonly ReplicaPlan[];
}

/**
 * Builds the graphs of the replicas of a network: each computes the gradients of its parts of a batch, and updates its rows of
 * every parameter.
 * @param batchSizes the sizes that will occur
 * @param division into how many parts a batch falls, and how many replicas share them
 * @param channelBlock of the runtime that will run them, see compile
 */
export function planTraining(
  objective: Objective,
  settings: TrainSettings,
  normalisation: Normalisation,
  batchSizes: readonly number[],
  { parts: count, replicas: replicaCount, oneThread = false }: Division,
  channelBlock?: number,
): TrainingPlan {
  const { gradientClip, executionProvider, threads } = settings;
  const batches = batchSizes.map((batchSize) => {
    const sizes = split(batchSize, Math.min(count, batchSize)).map(({ start, end }) => end - start);
    const steps = new Map(
      [...new Set(sizes)].map((songs) => {
        const step = buildGradientStep(objective, { songs, batchSize });
        return [songs, { ...step, graph: count === 1 ? undefined : compileGradientStep(step, channelBlock) }];
      }),
    );
    return { batchSize, parts: sizes.map((songs) => steps.get(songs)!) };
  });
  const parameters = batches[0]!.parts[0]!.gradients.map(({ parameter }) => parameter);
  const byName = <T>(valueOf: (parameter: Parameter, name: string) => T): Record<string, T> =>
    Object.fromEntries(
      parameters.map((parameter) => [parameter.attributes.name, valueOf(parameter, parameter.attributes.name)]),
    );

  const replicas = split(count, replicaCount).map((own, index): ReplicaPlan => {
    const rows = byName(({ shape }) => split(shape[0]!, replicaCount)[index]!);
    return {
      alone: replicaCount === 1,
      parts: own,
      settings: {
        executionProvider,
        threads: oneThread ? 1 : count === 1 ? threads : Math.floor(threadCount(threads) / count),
      },
      normalisation,
      learningRateScales: byName((_, name) => objective.learningRateScale?.(name) ?? 1),
      own: byName(({ shape }, name) => {
        const rowLength = elementCount(shape.slice(1));
        return { start: rows[name]!.start * rowLength, end: rows[name]!.end * rowLength };
      }),
      batches: Object.fromEntries(
        batches.map(({ batchSize, parts }): [number, BatchPlan] => [
          batchSize,
          count === 1
            ? { gradients: { 0: buildWholeStep(parts[0]!, rows, gradientClip, channelBlock) }, parts: [] }
            : {
                gradients: Object.fromEntries(
                  [...parts.entries()].slice(own.start, own.end).map(([part, { graph }]) => [part, graph!]),
                ),
                clipping: buildClippingStep(parts, rows, gradientClip),
                parts: parts.map(({ slopes }) =>
                  Object.fromEntries(Object.entries(slopes).map(([output, { shape }]) => [output, shape])),
                ),
              },
        ]),
      ),
    };
  });
  return { parameters, replicas };
}

/**
 * Shared memory for what replicas on threads are given and leave.
 * @param start what they start from; undefined where one is alone, which keeps its state to itself
 */
export function createSharedState(
  { parameters, replicas }: TrainingPlan,
  start: TrainingState | undefined,
): SharedState {
  const byPart = <T>(make: (replica: ReplicaPlan, part: number) => T): T[] =>
    replicas.flatMap((replica) =>
      Array.from({ length: replica.parts.end - replica.parts.start }, (_, at) =>
        make(replica, replica.parts.start + at),
      ),
    );
  return {
    ...(start && { state: sharedStart(parameters, start) }),
    samples: byPart(({ batches }, part) =>
      sharedArray(largest(Object.values(batches), ({ gradients }) => gradients[part]?.feeds["x"])),
    ),
    gradients: byPart(({ alone, batches }, index) => {
      if (alone) return {};
      const parts = Object.values(batches).map((batch) => batch.parts[index] ?? {});
      const outputs = new Set(parts.flatMap((shapes) => Object.keys(shapes)));
      return Object.fromEntries(
        [...outputs].map((output) => [output, sharedArray(largest(parts, ({ [output]: shape }) => shape))]),
      );
    }),
  };
}

function sharedStart(parameters: readonly Parameter[], start: TrainingState): TrainingState {
  const entries = parameters.flatMap(({ shape, attributes: { name } }) => {
    const made = (): Float32Array => sharedArray(elementCount(shape));
    return stateEntries(name, { weight: made(), mean: made(), variance: made() });
  });
  const state = Object.fromEntries(entries);
  for (const [name, values] of Object.entries(start)) state[name]!.set(values);
  return state;
}

/** The number of elements of the largest shape. */
function largest<T>(items: readonly T[], shapeOf: (item: T) => Shape | undefined): number {
  return greatest(items.map((item) => elementCount(shapeOf(item) ?? [0])));
}

const sharedArray = (length: number): Float32Array =>
  new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
