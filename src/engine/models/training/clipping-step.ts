import {
  add,
  clipFactor,
  compile,
  concat,
  globalNorm,
  input,
  matmul,
  multiply,
  sliceAxis,
  squaredNorm,
  squaredNormOfProduct,
  type CompiledGraph,
  type Value,
} from "../../nn/index.ts";
import type { GradientStep, ParameterGradient } from "./gradient-step.ts";

/** From `start` to before `end`: rows (of the first axis) of a parameter, or its elements. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The name under which the graph takes an output of the gradient step of a part of the batch. */
export const gradientFeed = (output: string, part: number): string => `${output}@${part}`;

/**
 * Between gradients and optimiser: the gradient of the whole batch, clipped by its global norm.
 *
 * Inputs: the gradient outputs of every part's step under their `gradientFeed`. Outputs: the rows of every parameter's
 * gradient under the parameter's name, where there are any.
 *
 * @param parts the gradient steps of the parts of a batch
 * @param rows the wanted rows of each parameter's gradient, by the parameter's name
 * @param gradientClip the largest global norm of the gradients, over all rows of all parameters
 */
export function buildClippingStep(
  parts: readonly GradientStep[],
  rows: Readonly<Record<string, Extent>>,
  gradientClip: number,
): CompiledGraph {
  const slopes = parts[0]!.gradients.map((gradient) => joinParts(gradient, parts));
  const factor = clipFactor(globalNorm(slopes.map((slope) => slope.squaredNorm)), gradientClip);
  const outputs = slopes.flatMap(({ gradient, clipped }) => {
    const { name } = gradient.parameter.attributes;
    const wanted = rows[name]!;
    return wanted.start === wanted.end ? [] : [[name, clipped(wanted, factor)] as const];
  });
  return compile(Object.fromEntries(outputs));
}

/** The gradient by one parameter, of the whole batch. */
interface JoinedGradient {
  readonly gradient: ParameterGradient;
  /** Scalar. */
  readonly squaredNorm: Value;
  /** Rows of the gradient, times a scalar. */
  readonly clipped: (rows: Extent, factor: Value) => Value;
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
