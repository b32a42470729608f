// Operations on each element by itself; those with two operands broadcast as NumPy does.
import { broadcastShape, requireShape } from "../shape.ts";
import { operation, scalar, type Binary, type OperationKind, type Unary, type Value } from "../value.ts";
import { emitElementwise } from "./blocked.ts";
import type { Operation } from "./operation.ts";
import { broadcast, sumTo } from "./reduce.ts";

/** Operands that only repeat others are taken as those, so that no tensor of repetitions is made. */
const binary =
  (kind: Binary) =>
  (a: Value, b: Value): Value => {
    const [x, y] = [repeated(a), repeated(b)];
    const computed = operation(kind, [x, y], {}, broadcastShape(x.shape, y.shape));
    return broadcast(computed, broadcastShape(a.shape, b.shape));
  };

/** What a value repeats; most repeat nothing. */
const repeated = (x: Value): Value => (x.kind === "broadcast" ? x.inputs[0]! : x);

const unary =
  (kind: Unary) =>
  (x: Value): Value =>
    operation(kind, [x], {}, x.shape);

/** The ONNX node of the same operands and no attributes. */
const emitAs =
  (type: string): Operation<OperationKind>["emit"] =>
  (emitter, inputs, y) =>
    emitElementwise(emitter, inputs, y, (operands) => emitter.node(type, operands));

export const add = binary("add");
export const addOperation: Operation<"add"> = {
  emit: emitAs("Add"),
  gradients: ({ inputs: [a, b] }, dy) => [() => sumTo(dy, a!.shape), () => sumTo(dy, b!.shape)],
};

export const subtract = binary("subtract");
export const subtractOperation: Operation<"subtract"> = {
  emit: emitAs("Sub"),
  gradients: ({ inputs: [a, b] }, dy) => [() => sumTo(dy, a!.shape), () => negate(sumTo(dy, b!.shape))],
};

export const multiply = binary("multiply");
export const multiplyOperation: Operation<"multiply"> = {
  emit: emitAs("Mul"),
  gradients: ({ inputs: [a, b] }, dy) => [
    () => sumTo(multiply(dy, b!), a!.shape),
    () => sumTo(multiply(dy, a!), b!.shape),
  ],
};

export const divide = binary("divide");
export const divideOperation: Operation<"divide"> = {
  emit: emitAs("Div"),
  gradients: (y, dy) => {
    const [a, b] = y.inputs;
    return [() => sumTo(divide(dy, b!), a!.shape), () => negate(sumTo(divide(multiply(dy, y), b!), b!.shape))];
  },
};

/** x · factor. */
export const scale = (x: Value, factor: number): Value => multiply(x, scalar(factor));

export const negate = unary("negate");
export const negateOperation: Operation<"negate"> = { emit: emitAs("Neg"), gradients: (_, dy) => [() => negate(dy)] };

export const square = unary("square");
export const squareOperation: Operation<"square"> = {
  emit: (emitter, [x]) => emitter.node("Mul", [x!, x!]),
  gradients: ({ inputs: [x] }, dy) => [() => multiply(x!, scale(dy, 2))],
};

export const exp = unary("exp");
export const expOperation: Operation<"exp"> = { emit: emitAs("Exp"), gradients: (y, dy) => [() => multiply(dy, y)] };

/** The natural logarithm, for x > 0. */
export const log = unary("log");
export const logOperation: Operation<"log"> = {
  emit: emitAs("Log"),
  gradients: ({ inputs: [x] }, dy) => [() => divide(dy, x!)],
};

/** For x > 0: at 0 the gradient is infinite. */
export const sqrt = unary("sqrt");
export const sqrtOperation: Operation<"sqrt"> = {
  emit: emitAs("Sqrt"),
  gradients: (y, dy) => [() => divide(scale(dy, 0.5), y)],
};

export const tanh = unary("tanh");
export const tanhOperation: Operation<"tanh"> = {
  emit: emitAs("Tanh"),
  gradients: (y, dy) => [() => multiply(dy, subtract(scalar(1), square(y)))],
};

/** 1 / (1 + e^−x). */
export const sigmoid = unary("sigmoid");
export const sigmoidOperation: Operation<"sigmoid"> = {
  emit: emitAs("Sigmoid"),
  gradients: (y, dy) => [() => multiply(dy, multiply(y, subtract(scalar(1), y)))],
};

/** max(x, 0); its gradient at 0 is 0, as in PyTorch. */
export const relu = unary("relu");
export const reluOperation: Operation<"relu"> = {
  emit: emitAs("Relu"),
  gradients: (y, dy) => [() => multiply(dy, isPositive(y))],
};

/** x for x > 0, slope · x otherwise. */
export function leakyRelu(x: Value, slope = 0.01): Value {
  return operation("leakyRelu", [x], { slope }, x.shape);
}
export const leakyReluOperation: Operation<"leakyRelu"> = {
  emit: (emitter, [x], { attributes }) => emitter.node("LeakyRelu", [x!], { alpha: { float: attributes.slope } }),
  gradients: ({ inputs: [x], attributes: { slope } }, dy) => [() => multiply(dy, clip(isPositive(x!), slope, 1))],
};

/** The largest float32: times it, every positive normal number is above 1. */
const LARGEST = 3.4028234663852886e38;

/** 1 where x > 0, else 0; for x that are not subnormal (below 1.2e-38). Its own gradient is zero. */
export const isPositive = unary("isPositive");
export const isPositiveOperation: Operation<"isPositive"> = {
  // max(0, min(1, LARGEST · x)) in one pass; a comparison makes booleans, which must be cast.
  emit: (emitter, inputs, y) =>
    emitElementwise(emitter, inputs, y, (x) =>
      emitter.node("HardSigmoid", x, { alpha: { float: LARGEST }, beta: { float: 0 } }),
    ),
  gradients: (_, dy) => [() => scale(dy, 0)],
};

/** x, kept within [min, max]; the gradient passes strictly inside and is zero at and beyond the bounds. */
export function clip(x: Value, min: number, max: number): Value {
  requireShape(min < max, "clip", `min ${min} is not below max ${max}`);
  return operation("clip", [x], { min, max }, x.shape);
}
export const clipOperation: Operation<"clip"> = {
  emit: (emitter, [x], { attributes: { min, max } }) =>
    emitter.node("Clip", [x!, emitter.float(min), emitter.float(max)]),
  gradients: ({ inputs: [x], attributes: { min, max } }, dy) => [
    () => multiply(dy, multiply(isPositive(subtract(x!, scalar(min))), isPositive(subtract(scalar(max), x!)))),
  ],
};
