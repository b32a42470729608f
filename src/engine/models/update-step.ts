import {
  adamUpdate,
  add,
  clipFactor,
  compile,
  concat,
  globalNorm,
  input,
  matmul,
  multiply,
  scale,
  sliceAxis,
  squaredNorm,
  squaredNormOfProduct,
  type CompiledGraph,
  type Value,
} from "../nn/index.ts";
import type { GradientStep, ParameterGradient } from "./gradient-step.ts";
import { momentNames, nextName } from "./state.ts";
import type { VaeModel } from "./vae.ts";

/** Rows (of the first axis) from `start` to before `end`. */
export interface Rows {
  readonly start: number;
  readonly end: number;
}

export interface UpdateStepOptions {
  /** The rows of each parameter to update, by name. Parameters without a row are left out. */
  readonly rows: Readonly<Record<string, Rows>>;
  /** The largest global norm of the gradients, over all rows of all parameters. */
  readonly gradientClip: number;
}

/** The name under which the update takes an output of the gradient step of a part of the batch. */
export const gradientFeed = (output: string, part: number): string => `${output}@${part}`;

/**
 * The second half of a training step: clips the gradients by their global norm and updates weights with Adam.
 *
 * Inputs: the gradient outputs of every part's step under their `gradientFeed`, `stepSize` and `varianceCorrection` (see
 * adamScalars), and the rows of every parameter and its two moments. Outputs: the latter under their `nextName`.
 *
 * @param parts the gradient steps of the parts of a batch
 */
export function buildUpdateStep(
  model: VaeModel,
  parts: readonly GradientStep[],
  { rows, gradientClip }: UpdateStepOptions,
): CompiledGraph {
  const slopes = parts[0]!.gradients.map((gradient) => joinParts(gradient, parts));
  const factor = clipFactor(globalNorm(slopes.map((slope) => slope.squaredNorm)), gradientClip);
  const scalars = { stepSize: input("stepSize", []), varianceCorrection: input("varianceCorrection", []) };

  const outputs: Record<string, Value> = {};
  for (const { gradient, clipped } of slopes) {
    const { name } = gradient.parameter.attributes;
    const { start, end } = rows[name]!;
    if (start === end) continue;
    const shape = [end - start, ...gradient.parameter.shape.slice(1)];
    const moments = momentNames(name);
    const state = { weight: input(name, shape), mean: input(moments.mean, shape), variance: input(moments.variance, shape) };
    const next = adamUpdate(state, clipped({ start, end }, factor), {
      ...scalars,
      stepSize: scale(scalars.stepSize, model.learningRateScale?.(name) ?? 1),
    });
    outputs[nextName(name)] = next.weight;
    outputs[nextName(moments.mean)] = next.mean;
    outputs[nextName(moments.variance)] = next.variance;
  }
  return compile(outputs);
}

/** The gradient by one parameter, of the whole batch. */
interface JoinedGradient {
  readonly gradient: ParameterGradient;
  /** Scalar. */
  readonly squaredNorm: Value;
  /** Rows of the gradient, times a scalar. */
  readonly clipped: (rows: Rows, factor: Value) => Value;
}

function joinParts(gradient: ParameterGradient, parts: readonly GradientStep[]): JoinedGradient {
  const fed = (output: string): Value[] =>
    parts.map(({ graph }, part) => input(gradientFeed(output, part), graph.outputs[output]!));
  if (gradient.kind === "product") {
    const [left, right] = [concat(fed(gradient.left), 0), concat(fed(gradient.right), 0)];
    return {
      gradient,
      squaredNorm: squaredNormOfProduct(left, right),
      clipped: ({ start, end }, factor) =>
        matmul(sliceAxis(left, 1, start, end), multiply(right, factor), { transposeA: true }),
    };
  }
  const whole = fed(gradient.output).reduce((total, part) => add(total, part));
  return {
    gradient,
    squaredNorm: squaredNorm(whole),
    clipped: ({ start, end }, factor) => multiply(sliceAxis(whole, 0, start, end), factor),
  };
}
