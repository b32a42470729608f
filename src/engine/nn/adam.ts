// The optimiser: clipping as expressions, Adam in place.
import { instantiateKernels } from "../kernels/instantiate.ts";
import { add, clip, divide, multiply, relu, sqrt } from "./ops/elementwise.ts";
import { matmul } from "./ops/product.ts";
import { reshape } from "./ops/layout.ts";
import { sum } from "./ops/reduce.ts";
import { elementCount } from "./shape.ts";
import { scalar, type Value } from "./value.ts";

/** Kingma & Ba 2015, and PyTorch's defaults. */
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** learningRate / (1 − β₁ᵗ) and √(1 − β₂ᵗ) for step t = 1, 2, …: the bias corrections of Adam. */
export function adamScalars(step: number, learningRate: number): AdamScalars {
  return { stepSize: learningRate / (1 - BETA1 ** step), varianceCorrection: Math.sqrt(1 - BETA2 ** step) };
}

/** One parameter's weights and moments, all of one length. */
export interface AdamState {
  readonly weight: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Changes from step to step, see {@link adamScalars}. */
export interface AdamScalars {
  readonly stepSize: number;
  readonly varianceCorrection: number;
}

/** Tensors that Adam updates in place. */
export interface AdamMemory {
  /** Zeros. The runtime reads and writes them as any others. */
  tensor(length: number): Float32Array;
  /**
   * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − stepSize · m / (√v / varianceCorrection + ε).
   *
   * In one pass: as a graph it is a dozen operations, each of which sends the tensor to memory and back (the reference has
   * 5.9 million weights).
   *
   * @param state a tensor's elements, the weights possibly of a part of a tensor
   * @param gradient a tensor
   */
  update(state: AdamState, gradient: Float32Array, scalars: AdamScalars): void;
}

/** @param lengths of the tensors that will be asked for, in any order */
export function createAdamMemory(lengths: readonly number[]): AdamMemory {
  const size = lengths.reduce((bytes, length) => bytes + tensorBytes(length), FACTORS);
  const { memory, kernels } = instantiateKernels(size);
  const factors = new Float32Array(memory, 0, 6);
  factors.set([BETA1, 1 - BETA1, BETA2, 1 - BETA2], 2);
  let free = FACTORS;
  return {
    tensor(length) {
      const made = new Float32Array(memory, free, length);
      free += tensorBytes(length);
      return made;
    },
    update({ weight, mean, variance }, gradient, { stepSize, varianceCorrection }) {
      if (gradient.length === 0) return;
      // Numerator and denominator times the correction, so that it meets scalars only.
      factors.set([stepSize * varianceCorrection, EPSILON * varianceCorrection]);
      const from = gradient.byteOffset;
      kernels.adam(weight.byteOffset, mean.byteOffset, variance.byteOffset, from, from + gradient.byteLength, 0);
    },
  };
}

/** What the kernel's factors take, with all tensors behind them at multiples of 16 bytes. */
const FACTORS = 32;

/**
 * Room for three elements more: the update takes four at a time. Behind a gradient and its moments there are zeros, by
 * which a weight, even one of the neighbouring part, stays as it is.
 */
const tensorBytes = (length: number): number => 16 * Math.ceil((length + 3) / 4);

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
