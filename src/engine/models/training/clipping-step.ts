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

/** The name under which a graph puts out the clipped gradient by a parameter. */
export const clippedOutput = (name: string): string => `${name}/clipped`;

/**
 * Between gradients and optimiser: the gradient of the whole batch, clipped by its global norm.
 *
 * Inputs: the gradient outputs of every part's step under their `gradientFeed`. Outputs: the rows of every parameter's
 * gradient under the parameter's `clippedOutput`, where there are any.
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
  const fed = (output: string): Value[] =>
    parts.map(({ slopes }, part) => input(gradientFeed(output, part), slopes[output]!.shape));
  return compile(clippedGradients(parts[0]!.gradients, fed, rows, gradientClip));
}

/**
 * Loss and clipped gradients of a batch that is not divided, in one graph: what the runtime is given and gives takes as long
 * as a tenth of a step of the compact architecture.
 *
 * @param rows those of whole parameters
 * @param channelBlock of the runtime that runs the graph, see compile
 */
export function buildWholeStep(
  { losses, slopes, gradients }: GradientStep,
  rows: Readonly<Record<string, Extent>>,
  gradientClip: number,
  channelBlock?: number,
): CompiledGraph {
  const clipped = clippedGradients(gradients, (output) => [slopes[output]!], rows, gradientClip);
  return compile({ ...losses, ...clipped }, { channelBlock });
}

/** @param slopesOf what holds a gradient output, part by part */
function clippedGradients(
  gradients: readonly ParameterGradient[],
  slopesOf: (output: string) => Value[],
  rows: Readonly<Record<string, Extent>>,
  gradientClip: number,
): Record<string, Value> {
  const slopes = gradients.map((gradient) => joinParts(gradient, slopesOf));
  const factor = clipFactor(globalNorm(slopes.map((slope) => slope.squaredNorm)), gradientClip);
  return Object.fromEntries(
    slopes.flatMap(({ gradient, clipped }) => {
      const { name } = gradient.parameter.attributes;
      const wanted = rows[name]!;
      return wanted.start === wanted.end ? [] : [[clippedOutput(name), clipped(wanted, factor)] as const];
    }),
  );
}

/** The gradient by one parameter, of the whole batch. */
interface JoinedGradient {
  readonly gradient: ParameterGradient;
  /** Scalar. */
  readonly squaredNorm: Value;
  /** Rows of the gradient, times a scalar. */
  readonly clipped: (rows: Extent, factor: Value) => Value;
}

function joinParts(gradient: ParameterGradient, slopesOf: (output: string) => Value[]): JoinedGradient {
  if (gradient.kind === "product") {
    const [left, right] = [concat(slopesOf(gradient.left), 0), concat(slopesOf(gradient.right), 0)];
    return {
      gradient,
      squaredNorm: squaredNormOfProduct(left, right),
      clipped: ({ start, end }, factor) =>
        matmul(sliceAxis(left, 1, start, end), multiply(right, factor), { transposeA: true }),
    };
  }
  const whole = slopesOf(gradient.output).reduce((total, part) => add(total, part));
  return {
    gradient,
    squaredNorm: squaredNorm(whole),
    clipped: ({ start, end }, factor) => multiply(sliceAxis(whole, 0, start, end), factor),
  };
}
