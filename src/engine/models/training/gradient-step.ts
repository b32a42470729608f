import {
  compile,
  elementCount,
  gradients,
  parametersOf,
  scale,
  type CompiledGraph,
  type Parameter,
  type Value,
} from "../../nn/index.ts";
import type { LossTerms, Objective } from "./objective.ts";

export interface GradientStepOptions {
  /** Songs that this graph sees. */
  readonly songs: number;
  /** Songs of the whole batch, of which these are a part. */
  readonly batchSize: number;
}

/** The first half of a training step: the loss and its gradients, of a batch or of some of its songs. */
export interface GradientStep {
  readonly losses: Readonly<Record<string, Value>>;
  /** What holds the gradients, by the names of the outputs. */
  readonly slopes: Readonly<Record<string, Value>>;
  readonly gradients: readonly ParameterGradient[];
}

/**
 * The outputs that hold the gradient by a parameter: itself, or two factors whose product leftᵀ · right it is. A linear
 * layer of m inputs and n outputs has factors of (songs, m) and (songs, n), far less than the (m, n) of its weight where
 * it is wide. The gradients of the parts of a batch add up, so their factors stand one below the other.
 */
export type ParameterGradient = { readonly parameter: Parameter } & (
  | { readonly kind: "whole"; readonly output: string }
  | { readonly kind: "product"; readonly left: string; readonly right: string }
);

/** How much smaller the factors must be to be worth a product later on. */
const FACTORS_GAIN = 2;

/**
 * The terms of the loss, and the gradients of `total`: of all, the share of these songs in the batch's mean. Inputs are those of
 * the objective's loss, and every parameter.
 */
export function buildGradientStep(objective: Objective, options: GradientStepOptions): GradientStep {
  const losses = shareOf(objective.loss(options.songs), options);
  const parameters = parametersOf([losses.total]);
  const slopes = gradients(losses.total, parameters);
  const outputs: Record<string, Value> = {};
  const found = parameters.map((parameter, index): ParameterGradient => {
    const slope = slopes[index]!;
    const { name } = parameter.attributes;
    const factors = factorsOf(slope, options.batchSize / options.songs);
    if (factors === undefined) {
      outputs[`${name}/gradient`] = slope;
      return { parameter, kind: "whole", output: `${name}/gradient` };
    }
    const [left, right] = [`${name}/gradient.left`, `${name}/gradient.right`];
    outputs[left] = factors[0];
    outputs[right] = factors[1];
    return { parameter, kind: "product", left, right };
  });
  return { losses, slopes: outputs, gradients: found };
}

/** @param channelBlock of the runtime that runs the graph, see compile */
export function compileGradientStep({ losses, slopes }: GradientStep, channelBlock?: number): CompiledGraph {
  return compile({ ...losses, ...slopes }, { channelBlock });
}

/** The matrices whose product leftᵀ · right a gradient is, if those of `parts` such graphs are much smaller than it. */
function factorsOf(slope: Value, parts: number): readonly [Value, Value] | undefined {
  if (slope.kind !== "matmul" || !slope.attributes.transposeA || slope.attributes.transposeB) return undefined;
  const [left, right] = slope.inputs as [Value, Value];
  if (left.shape.length !== 2 || right.shape.length !== 2) return undefined;
  const size = parts * (elementCount(left.shape) + elementCount(right.shape));
  return size * FACTORS_GAIN <= elementCount(slope.shape) ? [left, right] : undefined;
}

function shareOf({ reconstruction, kl, total }: LossTerms, { songs, batchSize }: GradientStepOptions) {
  const share = (term: Value): Value => (songs === batchSize ? term : scale(term, songs / batchSize));
  return {
    ...(reconstruction && { reconstruction: share(reconstruction) }),
    ...(kl && { kl: share(kl) }),
    total: share(total),
  };
}
