import { expect, test } from "vitest";
import * as nn from "../../src/engine/nn/index.ts";
import { CPU } from "./finite-differences.ts";

test("Adam follows its definition over several steps", async () => {
  const shape = [3] as const;
  const scalars = { stepSize: nn.input("stepSize", []), varianceCorrection: nn.input("varianceCorrection", []) };
  const state = { weight: nn.input("weight", shape), mean: nn.input("mean", shape), variance: nn.input("variance", shape) };
  const next = nn.adamUpdate(state, nn.input("gradient", shape), scalars);
  const graph = nn.compile({ nextWeight: next.weight, nextMean: next.mean, nextVariance: next.variance });
  const session = await nn.createSession(graph, CPU);

  let [weight, mean, variance] = [[1, -2, 0.5], [0, 0, 0], [0, 0, 0]];
  const feeds: Record<"weight" | "mean" | "variance", Float32Array> = {
    weight: Float32Array.from(weight),
    mean: new Float32Array(3),
    variance: new Float32Array(3),
  };
  for (let step = 1; step <= 5; step++) {
    const gradient = [Math.sin(step), 1e-6 * step, -3 / step];
    const { stepSize, varianceCorrection } = nn.adamScalars(step, 0.1);
    const found = await session.run({
      ...feeds,
      gradient: Float32Array.from(gradient),
      stepSize: Float32Array.of(stepSize),
      varianceCorrection: Float32Array.of(varianceCorrection),
    });
    feeds.weight = found["nextWeight"]!;
    feeds.mean = found["nextMean"]!;
    feeds.variance = found["nextVariance"]!;
    mean = mean.map((m, i) => 0.9 * m + 0.1 * gradient[i]!);
    variance = variance.map((v, i) => 0.999 * v + 0.001 * gradient[i]! ** 2);
    weight = weight.map((w, i) => {
      const [m, v] = [mean[i]! / (1 - 0.9 ** step), variance[i]! / (1 - 0.999 ** step)];
      return w - (0.1 * m) / (Math.sqrt(v) + 1e-8);
    });
    weight.forEach((w, i) => {
      expect(feeds.weight[i]).toBeCloseTo(w, 5);
    });
  }
  await session.release();
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
