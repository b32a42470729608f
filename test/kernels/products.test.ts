import { describe, expect, it } from "vitest";
import { transposed } from "../../src/engine/core/linalg.ts";
import { type Matrix, matrix } from "../../src/engine/core/matrix.ts";
import { cloud } from "../golden/lcg.ts";
import { product, transposedProduct } from "../../src/engine/kernels/products.ts";

/** The product as it is defined, term after term. */
function slowProduct(a: Matrix, b: Matrix): Matrix {
  const values = Array.from({ length: a.rows * b.cols }, (_, at) => {
    const [row, col] = [Math.floor(at / b.cols), at % b.cols];
    let sum = 0;
    for (let i = 0; i < a.cols; i++) sum += a.data[row * a.cols + i]! * b.data[i * b.cols + col]!;
    return sum;
  });
  return matrix(a.rows, b.cols, Float64Array.from(values));
}

describe.each([
  [1, 1, 1],
  [4, 8, 3],
  [7, 5, 16],
  [30, 13, 2],
  [3, 0, 2],
  [261, 259, 258],
])("products of %i × %i and %i columns", (rows, inner, cols) => {
  const a = cloud({ rows, cols: inner, seed: 1 });
  const b = cloud({ rows: inner, cols, seed: 2 });

  it("round as sums of one term after the other", () => {
    expect(product(a, b)).toEqual(slowProduct(a, b));
    expect(transposedProduct(transposed(a), b)).toEqual(slowProduct(a, b));
  });
});
