import { describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { instantiateKernels } from "../../src/engine/kernels/instantiate.ts";
import { plainKernels } from "../../src/engine/kernels/plain.ts";
import * as cases from "./cases.ts";
import type { KernelCase } from "./cases.ts";

const all: readonly KernelCase[] = [
  cases.adamCase(4),
  cases.adamCase(40),
  cases.attractionCase(9),
  ...[1, 2, 7].flatMap((cols) => cases.distanceCases(3, cols)),
  cases.gramCase(20, 3, 4),
  cases.gramCase(11, 1, 2),
  ...cases.melCases(24, 5, 8),
  ...cases.fftCases(1, 6),
  ...cases.fftCases(5, 3),
  ...[1, 2, 9].map((cols) => cases.nearPairsCase(5, cols)),
  ...cases.nearestCentresCases(24, 8, 12),
  ...cases.nearestCentresCases(13, 4, 4),
  ...cases.resampleCases(11, 16, 3, 7),
  ...cases.resampleCases(5, 8, 1, 2),
  cases.tilesCase(4, 8, 1),
  cases.tilesCase(8, 4, 7),
  ...cases.umapCases(7, 40, 80),
  ...cases.umapCases(4, 9, 8),
];

/** What is left in memory by the kernel and by its twin, and what was there before. */
function left(one: KernelCase): readonly [ArrayBuffer, ArrayBuffer, ArrayBuffer] {
  const { memory, kernels } = instantiateKernels(one.size);
  one.fill(memory, createRng(7));
  const before = memory.slice();
  const twin = memory.slice();
  one.run(kernels);
  one.run(plainKernels(twin));
  return [memory, twin, before];
}

/** The first byte in which two memories differ, −1 without one. */
const firstDifference = (a: ArrayBuffer, b: ArrayBuffer): number => {
  const other = new Uint8Array(b);
  return new Uint8Array(a).findIndex((byte, at) => byte !== other[at]);
};

/** By how much the numbers of two memories differ, relative to the largest. */
function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  const largest = (values: readonly number[]): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest(actual.map((value, at) => value - expected[at]!)) / largest(expected);
}

const numbersOf = (memory: ArrayBuffer, { float32 }: KernelCase): number[] =>
  Array.from(float32 === true ? new Float32Array(memory) : new Float64Array(memory));

describe("a kernel and its twin", () => {
  it.each(all.map((one) => [one.kernel, one.size, one] as const))(
    "leave the same in memory: %s, %i bytes",
    (_kernel, _size, one) => {
      const [memory, twin, before] = left(one);
      expect(firstDifference(memory, before)).not.toBe(-1);
      if (one.tolerance === undefined) expect(firstDifference(memory, twin)).toBe(-1);
      else expect(largestDifference(numbersOf(memory, one), numbersOf(twin, one))).toBeLessThan(one.tolerance);
    },
  );

  it("take the same arguments, and no kernel is without a case", () => {
    const { memory, kernels } = instantiateKernels(1);
    const parameters = (functions: object): Record<string, number> =>
      Object.fromEntries(
        Object.entries(functions).map(([name, { length }]: [string, { length: number }]) => [name, length]),
      );
    expect(parameters(plainKernels(memory))).toEqual(parameters(kernels));
    expect(new Set(all.map(({ kernel }) => kernel))).toEqual(new Set(Object.keys(kernels)));
  });
});
