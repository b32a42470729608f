import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../../src/engine/core/matrix.ts";
import { gramOperator } from "../../src/engine/lyrics/gram.ts";
import type { SparseMatrix } from "../../src/engine/core/sparse.ts";
import { columnsOf } from "../../src/engine/lyrics/columns.ts";
import { Lcg, cloud } from "../golden/lcg.ts";
import { product, transposedProduct } from "../../src/engine/kernels/products.ts";

/** A dense matrix of which only some entries are not zero; every seventh column is empty. */
function mostlyZeros(rows: number, cols: number, share: number): Matrix {
  const lcg = new Lcg(rows + cols);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, at) => {
      const value = lcg.uniform() - 0.5;
      return lcg.uniform() < share && (at % cols) % 7 !== 6 ? value : 0;
    }),
  );
}

function sparse({ rows, cols, data }: Matrix): SparseMatrix {
  const entries = Array.from(data.keys()).filter((at) => data[at] !== 0);
  const rowStarts = new Int32Array(rows + 1);
  for (const at of entries) rowStarts[Math.floor(at / cols) + 1]!++;
  for (let row = 0; row < rows; row++) rowStarts[row + 1]! += rowStarts[row]!;
  return {
    rows,
    cols,
    rowStarts,
    columns: Int32Array.from(entries, (at) => at % cols),
    values: Float64Array.from(entries, (at) => data[at]!),
  };
}

describe.each([
  [1, 1, 1, 1],
  [9, 30, 0.3, 5],
  [40, 25, 0.5, 16],
  // More entries than are handed over at a time, and a block that is taken in three.
  [500, 90, 0.6, 35],
])("gram operator of %i × %i, %f filled, on %i columns", (rows, cols, share, width) => {
  const dense = mostlyZeros(rows, cols, share);
  const times = gramOperator(columnsOf(sparse(dense)));
  const q = cloud({ rows, cols: width, seed: 3 });

  it("is X · (Xᵀ · q) of the dense matrix, also the second time", () => {
    const expected = product(dense, transposedProduct(dense, q)).data;
    times(cloud({ rows, cols: width, seed: 4 }));
    const result = times(q);
    expect(result).toMatchObject({ rows, cols: width });
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0);
    result.data.forEach((value, at) => {
      expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(1e-13 * largest);
    });
  });
});

it("a matrix without an entry gives zeros", () => {
  const times = gramOperator(columnsOf(sparse(matrix(3, 4))));
  expect(times(cloud({ rows: 3, cols: 2, seed: 1 })).data).toEqual(new Float64Array(6));
});
