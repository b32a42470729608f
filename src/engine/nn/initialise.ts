// How parameters start. Each draws from a stream of its own, named after the parameter.
import { createRng } from "../core/rng.ts";
import { elementCount, type Shape } from "./shape.ts";
import type { Initialiser, Parameter } from "./value.ts";

/** All values alike. */
export function filled(value: number): Initialiser {
  return (shape) => new Float32Array(elementCount(shape)).fill(value);
}

export const zeros = filled(0);

/** Uniform in [−bound, bound). PyTorch's default for linear and convolution layers is bound = 1 / √fanIn. */
export function uniform(bound: number): Initialiser {
  return (shape, rng) => drawn(shape, () => (2 * rng.uniform() - 1) * bound);
}

/** Normal with mean 0; He et al. 2015 use deviation √(2 / fanIn) before a ReLU, Glorot & Bengio 2010 √(2 / (in + out)). */
export function normal(deviation: number): Initialiser {
  return (shape, rng) => drawn(shape, () => rng.normal() * deviation);
}

/** A loop: Float32Array.from with a function takes five times as long. */
function drawn(shape: Shape, draw: () => number): Float32Array {
  const values = new Float32Array(elementCount(shape));
  for (let index = 0; index < values.length; index++) values[index] = draw();
  return values;
}

/** The first values of all parameters, by name. */
export function initialWeights(parameters: readonly Parameter[], seed: number): Record<string, Float32Array> {
  return Object.fromEntries(
    parameters.map(({ shape, attributes: { name, initialise } }) => [
      name,
      initialise(shape, createRng(seed, "initial weights", name)),
    ]),
  );
}
