import { linear, parameter, uniform, type Value } from "../nn/index.ts";

/** A linear layer that starts as PyTorch's: uniform within 1 / √inputs, the bias too. x: (N, inputs). */
export function dense(name: string, x: Value, outputs: number): Value {
  const inputs = x.shape[1]!;
  const initialise = uniform(1 / Math.sqrt(inputs));
  const weight = parameter(`${name}.weight`, [inputs, outputs], initialise);
  return linear(x, weight, parameter(`${name}.bias`, [outputs], initialise));
}
