import { expect, test } from "vitest";
import * as nn from "../../src/engine/nn/index.ts";
import { CPU } from "./finite-differences.ts";

test.each([1, 3, 4, 9])("Adam follows its definition over several steps: %i weights of more", (count) => {
  const lengths = [count + 5, count, count, count];
  const memory = nn.createAdamMemory(lengths);
  const [all, meanOf, varianceOf, slope] = lengths.map((length) => memory.tensor(length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  all.set(Float32Array.from(all, (_, i) => Math.cos(i)));
  const before = all.slice();
  // Not at a multiple of 16 bytes, and with neighbours on both sides.
  const state = { weight: all.subarray(1, count + 1), mean: meanOf, variance: varianceOf };

  let weight = Array.from(state.weight, Number);
  let mean = weight.map(() => 0);
  let variance = weight.map(() => 0);
  for (let step = 1; step <= 5; step++) {
    const gradient = weight.map((_, i) => [Math.sin(step), 1e-6 * step, -3 / step][i % 3]! * (i + 1));
    slope.set(gradient);
    memory.update(state, slope, nn.adamScalars(step, 0.1));
    mean = mean.map((m, i) => 0.9 * m + 0.1 * gradient[i]!);
    variance = variance.map((v, i) => 0.999 * v + 0.001 * gradient[i]! ** 2);
    weight = weight.map((w, i) => {
      const [m, v] = [mean[i]! / (1 - 0.9 ** step), variance[i]! / (1 - 0.999 ** step)];
      return w - (0.1 * m) / (Math.sqrt(v) + 1e-8);
    });
    weight.forEach((w, i) => {
      expect(state.weight[i]).toBeCloseTo(w, 5);
    });
  }
  expect(all[0]).toBe(before[0]);
  expect(all.subarray(count + 1)).toEqual(before.subarray(count + 1));
});

test("Adam leaves weights without a gradient as they are, and takes an empty part", () => {
  const memory = nn.createAdamMemory([2, 2, 2, 2, 0]);
  const [weight, mean, variance, gradient, none] = [2, 2, 2, 2, 0].map((length) => memory.tensor(length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  weight.set([3, -4]);
  memory.update({ weight, mean, variance }, gradient, nn.adamScalars(1, 0.1));
  memory.update({ weight: none, mean: none, variance: none }, none, nn.adamScalars(1, 0.1));
  expect([...weight]).toEqual([3, -4]);
});

test("clipping by the global norm leaves short gradients and shortens long ones", async () => {
  const tensors = [nn.input("a", [2]), nn.input("b", [1, 2])];
  const norm = nn.globalNorm(tensors.map(nn.squaredNorm));
  const session = await nn.createSession(nn.compile({ norm, factor: nn.clipFactor(norm, 5) }), CPU);
  const run = async (a: number[], b: number[]): Promise<number[]> => {
    const { norm: n, factor } = await session.run({ a: Float32Array.from(a), b: Float32Array.from(b) });
    return [n![0]!, factor![0]!];
  };
  expect(await run([3, 0], [0, 0])).toEqual([3, 1]);
  const [long, factor] = await run([6, 0], [0, 8]);
  expect(long).toBe(10);
  expect(factor).toBeCloseTo(0.5, 6);
  // A millionth is added to the norm, as PyTorch does: half of a bound of as much is left.
  expect((await run([1e-6, 0], [0, 0]))[1]).toBe(1);
  const tiny = await nn.createSession(nn.compile({ factor: nn.clipFactor(norm, 1e-6) }), CPU);
  const factors = await tiny.run({ a: Float32Array.of(1e-6, 0), b: Float32Array.of(0, 0) });
  expect(factors["factor"]![0]).toBeCloseTo(0.5, 6);
  await tiny.release();
  await session.release();
});

test("the squared norm of a product is found without the product", async () => {
  const [left, right] = [nn.input("left", [2, 3]), nn.input("right", [2, 2])];
  const session = await nn.createSession(nn.compile({ norm: nn.squaredNormOfProduct(left, right) }), CPU);
  const squared = async (a: number[], b: number[]): Promise<number> => {
    const { norm } = await session.run({ left: Float32Array.from(a), right: Float32Array.from(b) });
    return norm![0]!;
  };
  // leftᵀ · right is [[1, 2], [0, 0], [2, 4]] + [[0, 0], [3, -1], [3, -1]].
  expect(await squared([1, 0, 2, 0, 1, 1], [1, 2, 3, -1])).toBe(1 + 4 + 9 + 1 + 25 + 9);
  // Rows that cancel: the sum of four products of 1e6 is 0, and never below.
  expect(await squared([1e3, 0, 0, 1e3, 0, 0], [1, 0, -1, 0])).toBe(0);
  await session.release();
});
