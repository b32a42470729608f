import { concat, linear, parameter, sliceAxis, uniform, type Shape, type Value } from "../../nn/index.ts";

/** Weight and bias of a layer, which start as PyTorch's: uniform within 1 / √fanIn, the bias too. */
export function layerParameters(name: string, shape: Shape, outputs: number, fanIn: number) {
  const initialise = uniform(1 / Math.sqrt(fanIn));
  return {
    weight: parameter(`${name}.weight`, shape, initialise),
    bias: parameter(`${name}.bias`, [outputs], initialise),
  };
}

/** A linear layer. x: (N, inputs). */
export function dense(name: string, x: Value, outputs: number): Value {
  const inputs = x.shape[1]!;
  const { weight, bias } = layerParameters(name, [inputs, outputs], outputs, inputs);
  return linear(x, weight, bias);
}

/** More parts than this make the graph long to load and gain nothing. */
const MAX_PARTS = 8;

/**
 * Applies a function of songs to a batch, a few songs at a time: one each for batches of up to eight. The activations
 * of one song's convolutions stay in the processor's cache where those of a batch do not: on one thread the gradients of a
 * batch of four of the reference take 199 ms in place of 238.
 *
 * @param build treats songs alike: (n, …) to (n, …)
 */
export function byParts(x: Value, build: (songs: Value) => Value): Value {
  const count = x.shape[0]!;
  const size = Math.ceil(count / MAX_PARTS);
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, index) => index * size);
  return concat(
    starts.map((start) => build(starts.length === 1 ? x : sliceAxis(x, 0, start, Math.min(count, start + size)))),
    0,
  );
}
