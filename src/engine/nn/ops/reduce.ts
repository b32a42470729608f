// Sums over axes and their inverse, broadcasting.
import { broadcastShape, describeShape, requireShape, sameShape, type Shape } from "../shape.ts";
import { operation, type Value } from "../value.ts";
import { reshape } from "./layout.ts";
import type { Operation } from "./operation.ts";

/** The sum over `axes` (default: all), which stay as axes of size 1 if `keepAxes` is set. */
export function sum(x: Value, axes: readonly number[] = x.shape.map((_, axis) => axis), keepAxes = false): Value {
  const valid = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < x.shape.length);
  requireShape(valid, "sum", `axes [${axes.join(", ")}] of ${describeShape(x.shape)}`);
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  // Axes of size 1 are sums already.
  const added = axes.filter((axis) => x.shape[axis] !== 1);
  const summed = added.length === 0 ? x : operation("sum", [x], { axes: added }, kept);
  const left = x.shape.filter((_, axis) => !axes.includes(axis));
  return keepAxes ? summed : reshape(summed, left);
}

export const sumOperation: Operation<"sum"> = {
  emit: (emitter, [x], { attributes }) =>
    emitter.node("ReduceSum", [x!, emitter.int64(attributes.axes)], { keepdims: 1 }),
  gradients: ({ inputs: [x] }, dy) => [() => broadcast(dy, x!.shape)],
};

/** Repeats axes of size 1, and new leading axes, up to `shape`. */
export function broadcast(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const valid = sameShape(broadcastShape(x.shape, shape), shape);
  requireShape(valid, "broadcast", `${describeShape(x.shape)} to ${describeShape(shape)}`);
  return operation("broadcast", [x], {}, shape);
}

export const broadcastOperation: Operation<"broadcast"> = {
  emit: (emitter, [x], { shape }) => emitter.node("Expand", [x!, emitter.int64(shape)]),
  gradients: ({ inputs: [x] }, dy) => [() => sumTo(dy, x!.shape)],
};

/** The sum over everything that broadcasting `shape` to x's shape repeated: the gradient of broadcasting. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => (axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : []));
  return reshape(sum(x, axes, true), shape);
}
