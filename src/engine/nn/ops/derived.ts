// Compositions that every model uses; their gradients follow from their parts.
import { elementCount } from "../shape.ts";
import { scalar, type Value } from "../value.ts";
import { add, divide, scale, sqrt, square, subtract } from "./elementwise.ts";
import { matmul } from "./product.ts";
import { sum } from "./reduce.ts";

/** The mean over `axes` (default: all), which stay as axes of size 1 if `keepAxes` is set. */
export function mean(x: Value, axes?: readonly number[], keepAxes = false): Value {
  const total = sum(x, axes, keepAxes);
  return scale(total, elementCount(total.shape) / elementCount(x.shape));
}

/** x · weight + bias over the last axis: x (…, k), weight (k, n), bias (n). The weight is the transpose of PyTorch's. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const product = matmul(x, weight);
  return bias === undefined ? product : add(product, bias);
}

/** The mean squared difference over all elements. */
export function meanSquaredError(a: Value, b: Value): Value {
  return mean(square(subtract(a, b)));
}

/** What a row's squared length is kept above, so that a row of zeros has a gradient. */
const SMALLEST_SQUARE = 1e-12;

/** Rows (n, k) of length 1. A row of zeros stays so. */
export function unitRows(x: Value): Value {
  return divide(x, sqrt(add(sum(square(x), [1], true), scalar(SMALLEST_SQUARE))));
}
