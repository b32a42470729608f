import { describeShape, requireShape } from "../shape.ts";
import { operation, scalar, type Value } from "../value.ts";
import { divide, isPositive, multiply, subtract } from "./elementwise.ts";
import { reshape } from "./layout.ts";
import type { Operation } from "./operation.ts";
import { sum } from "./reduce.ts";

/** The largest element along an axis, which goes. Elements that are largest together share the gradient evenly, as PyTorch's amax. */
export function max(x: Value, axis: number): Value {
  const valid = Number.isInteger(axis) && axis >= 0 && axis < x.shape.length;
  requireShape(valid, "max", `axis ${axis} of ${describeShape(x.shape)}`);
  return reshape(operation("max", [x], { axis }, x.shape.with(axis, 1)), x.shape.toSpliced(axis, 1));
}

export const maxOperation: Operation<"max"> = {
  emit: (emitter, [x], { attributes: { axis } }) => emitter.node("ReduceMax", [x!], { axes: [axis], keepdims: 1 }),
  gradients: (y, dy) => {
    const x = y.inputs[0]!;
    return [
      () => {
        const largest = subtract(scalar(1), isPositive(subtract(y, x)));
        return multiply(largest, divide(dy, sum(largest, [y.attributes.axis], true)));
      },
    ];
  },
};
