import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { leadingEigen } from "../../src/engine/lyrics/block-krylov.ts";
import { product, transposedProduct } from "../../src/engine/kernels/products.ts";

/** The operator with these eigenvalues along the axes of a reflection (Householder), so that no axis is special. */
function operator(values: Float64Array) {
  const n = values.length;
  const normal = Float64Array.from(values, (_, i) => Math.sin(i + 1));
  const squared = normal.reduce((sum, value) => sum + value * value, 0);
  const reflect = (m: Matrix): Matrix => {
    const along = product(matrix(1, n, normal), m).data;
    return matrix(
      n,
      m.cols,
      m.data.map((value, at) => value - (2 * normal[Math.floor(at / m.cols)]! * along[at % m.cols]!) / squared),
    );
  };
  return (block: Matrix): Matrix => {
    const turned = reflect(block);
    return reflect(
      matrix(
        n,
        block.cols,
        turned.data.map((value, at) => value * values[Math.floor(at / block.cols)]!),
      ),
    );
  };
}

describe("leadingEigen", () => {
  it.each([
    ["halves", 0.5, 20],
    ["tenths", 0.1, 11],
  ])("is exact to rounding where eigenvalues fall by %s: the space stays orthogonal", (_, ratio, count) => {
    const values = Float64Array.from({ length: 150 }, (__, i) => ratio ** i);
    const times = operator(values);
    const found = leadingEigen(times, values.length, count, createRng(1, "test"));
    expect([found.vectors.cols, found.values.length >= count]).toEqual([count, true]);
    found.vectors.data.subarray(0, count).forEach((___, col) => {
      expect(Math.abs(found.values[col]! - values[col]!)).toBeLessThan(1e-13);
    });
    transposedProduct(found.vectors, found.vectors).data.forEach((value, at) => {
      expect(Math.abs(value - (at % (count + 1) === 0 ? 1 : 0))).toBeLessThan(1e-13);
    });
    times(found.vectors).data.forEach((value, at) => {
      expect(Math.abs(value - found.vectors.data[at]! * found.values[at % count]!)).toBeLessThan(1e-13);
    });
  });
});
