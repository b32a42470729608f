import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../src/engine/core/linalg.ts";
import { matrix } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { leadingComponents } from "../../src/engine/models/architectures/compact-components.ts";
import { transposedProduct } from "../../src/engine/kernels/products.ts";

const rng = () => createRng(1, "components");

describe("leading components of a covariance", () => {
  test("equal the exact eigenvectors where the spectrum falls as that of spectrograms does", () => {
    const draw = createRng(9, "spectrum");
    const n = 40;
    const rows = matrix(
      200,
      n,
      Float64Array.from({ length: 200 * n }, (_, index) => draw.normal() / (1 + (index % n)) ** 1.5),
    );
    const covariance = transposedProduct(rows, rows);
    const exact = symmetricEigen(covariance);
    const { variances, directions } = leadingComponents(covariance, 6, rng());
    for (let i = 0; i < 6; i++) {
      expect(variances[i]! / exact.values[i]!).toBeCloseTo(1, 6);
      let cosine = 0;
      for (let row = 0; row < n; row++) cosine += directions.data[row * 6 + i]! * exact.vectors.data[row * n + i]!;
      expect(Math.abs(cosine)).toBeCloseTo(1, 5);
    }
  });

  test("beyond the rank are 0, in value and direction", () => {
    const covariance = matrix(5, 5);
    covariance.data[0] = 4;
    const { variances, directions } = leadingComponents(covariance, 3, rng());
    expect([...variances]).toEqual([expect.closeTo(4, 10), 0, 0]);
    expect(Math.abs(directions.data[0]!)).toBeCloseTo(1, 10);
    expect(directions.data.filter((value) => Math.abs(value) > 1e-9)).toHaveLength(1);
  });

  test("of nothing are nothing, and more than there are is no error", () => {
    const { variances, directions } = leadingComponents(matrix(3, 3), 8, rng());
    expect([...variances]).toEqual(Array(8).fill(0));
    expect(directions.rows * directions.cols).toBe(24);
    expect(directions.data.every((value) => value === 0)).toBe(true);
  });
});
