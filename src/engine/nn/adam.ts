// The optimiser as expressions: state goes in and comes out as tensors.
import { add, clip, divide, multiply, relu, scale, sqrt, square, subtract } from "./ops/elementwise.ts";
import { matmul } from "./ops/product.ts";
import { reshape } from "./ops/layout.ts";
import { sum } from "./ops/reduce.ts";
import { elementCount } from "./shape.ts";
import { scalar, type Value } from "./value.ts";

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Kingma & Ba 2015, and PyTorch's defaults. */
export const ADAM: AdamSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** One parameter's weights and moments, or what an update makes of them. */
export interface AdamState {
  readonly weight: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/** What changes from step to step: scalars, computed in double precision by {@link adamScalars}. */
export interface AdamScalarValues {
  readonly stepSize: Value;
  readonly varianceCorrection: Value;
}

/** learningRate / (1 − β₁ᵗ) and √(1 − β₂ᵗ) for step t = 1, 2, …: the bias corrections of Adam. */
export function adamScalars(
  step: number,
  learningRate: number,
  { beta1, beta2 }: AdamSettings = ADAM,
): { stepSize: number; varianceCorrection: number } {
  return { stepSize: learningRate / (1 - beta1 ** step), varianceCorrection: Math.sqrt(1 - beta2 ** step) };
}

/** m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − stepSize · m / (√v / varianceCorrection + ε). */
export function adamUpdate(
  { weight, mean, variance }: AdamState,
  gradient: Value,
  { stepSize, varianceCorrection }: AdamScalarValues,
  { beta1, beta2, epsilon }: AdamSettings = ADAM,
): AdamState {
  const nextMean = add(scale(mean, beta1), scale(gradient, 1 - beta1));
  const nextVariance = add(scale(variance, beta2), scale(square(gradient), 1 - beta2));
  // Numerator and denominator times the correction: it meets scalars only, and there is one pass less over the weights.
  const deviation = add(sqrt(nextVariance), scale(varianceCorrection, epsilon));
  const nextWeight = subtract(weight, multiply(divide(nextMean, deviation), multiply(stepSize, varianceCorrection)));
  return { weight: nextWeight, mean: nextMean, variance: nextVariance };
}

/** The norm of all tensors together. @param squaredNorms of each */
export function globalNorm(squaredNorms: readonly Value[]): Value {
  return sqrt(squaredNorms.reduce((total, part) => add(total, part)));
}

/** The sum of all squares, as a product of a vector with itself: one pass, where squaring and summing take two. */
export function squaredNorm(tensor: Value): Value {
  const vector = reshape(tensor, [1, elementCount(tensor.shape)]);
  return reshape(matmul(vector, vector, { transposeB: true }), []);
}

/**
 * The sum of all squares of leftᵀ · right, without that product: Σ (left · leftᵀ) ∘ (right · rightᵀ). For left (k, m) and
 * right (k, n) of few rows.
 */
export function squaredNormOfProduct(left: Value, right: Value): Value {
  const inner = multiply(matmul(left, left, { transposeB: true }), matmul(right, right, { transposeB: true }));
  // Rounding may take a norm of nearly 0 below it, where it has no root.
  return relu(sum(inner));
}

/**
 * The factor that brings a norm down to `maximum`, 1 where it is below: min(1, maximum / (norm + 1e-6)), as PyTorch's
 * clip_grad_norm_ has it.
 */
export function clipFactor(norm: Value, maximum: number): Value {
  return clip(divide(scalar(maximum), add(norm, scalar(1e-6))), 0, 1);
}
