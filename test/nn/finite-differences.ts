import { createRng } from "../../src/engine/core/rng.ts";
import {
  compile,
  constant,
  createSession,
  elementCount,
  gradients,
  input,
  multiply,
  sum,
  type Shape,
  type Value,
} from "../../src/engine/nn/index.ts";

export const CPU = { executionProvider: "cpu", threads: 1 } as const;

export interface Comparison {
  readonly analytic: Float32Array[];
  readonly numeric: Float32Array[];
}

export interface DifferenceOptions {
  /** Operands are drawn uniformly from this range. */
  readonly range?: readonly [number, number];
  readonly step?: number;
}

/** Draws operands uniformly from a range. */
export function randomOperands(shapes: readonly Shape[], [low, high]: readonly [number, number]): Float32Array[] {
  const rng = createRng(7, "finite differences");
  return shapes.map((shape) =>
    Float32Array.from({ length: elementCount(shape) }, () => low + (high - low) * rng.uniform()),
  );
}

/**
 * The gradient of a random weighting of the result by every operand, from the graph and from central differences of
 * fourth order: (8·(f(x+h) − f(x−h)) − (f(x+2h) − f(x−2h))) / 12h. The weighting is summed in double precision.
 */
export async function compareGradients(
  build: (...operands: Value[]) => Value,
  shapes: readonly Shape[],
  { range = [-1, 1], step = 0.02 }: DifferenceOptions = {},
): Promise<Comparison> {
  const operands = shapes.map((shape, index) => input(`x${index}`, shape));
  const y = build(...operands);
  const [weights] = randomOperands([y.shape], [-1, 1]);
  const loss = sum(multiply(y, constant(y.shape, weights!)));
  const derivatives = gradients(loss, operands);
  const graph = compile({ y, ...Object.fromEntries(derivatives.map((d, index) => [`d${index}`, d])) });
  const session = await createSession(graph, CPU);
  const data = randomOperands(shapes, range);
  const feeds = Object.fromEntries(data.map((values, index) => [`x${index}`, values]));

  const evaluate = async (): Promise<number> => {
    const { y: values } = await session.run(feeds);
    return values!.reduce((total, value, index) => total + value * weights![index]!, 0);
  };
  const analytic = await session.run(feeds);
  const numeric: Float32Array[] = [];
  for (const values of data) {
    const estimate = new Float32Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const kept = values[index]!;
      const at = async (offset: number): Promise<number> => {
        values[index] = kept + offset;
        return evaluate();
      };
      const near = (await at(step)) - (await at(-step));
      const far = (await at(2 * step)) - (await at(-2 * step));
      estimate[index] = (8 * near - far) / (12 * step);
      values[index] = kept;
    }
    numeric.push(estimate);
  }
  await session.release();
  return { analytic: shapes.map((_, index) => analytic[`d${index}`]!), numeric };
}

/** The largest difference, relative to the largest numeric gradient of that operand. */
export function largestError({ analytic, numeric }: Comparison): number {
  return Math.max(
    ...analytic.map((values, operand) => {
      const expected = numeric[operand]!;
      const size = Math.max(...expected.map(Math.abs), 1e-3);
      return Math.max(...values.map((value, index) => Math.abs(value - expected[index]!))) / size;
    }),
  );
}

/** The result of an expression of the given operands. */
export async function evaluate(
  build: (...operands: Value[]) => Value,
  operands: readonly (readonly [Shape, readonly number[]])[],
): Promise<number[]> {
  const values = operands.map(([shape], index) => input(`x${index}`, shape));
  const session = await createSession(compile({ y: build(...values) }), CPU);
  const feeds = Object.fromEntries(operands.map(([, data], index) => [`x${index}`, Float32Array.from(data)]));
  const { y } = await session.run(feeds);
  await session.release();
  return [...y!];
}
