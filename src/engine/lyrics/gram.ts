import { type Matrix, matrix } from "../core/matrix.ts";
import { WIDTH } from "../kernels/gram.ts";
import { instantiateKernels } from "../kernels/instantiate.ts";
import { chunkCapacity, chunksOf, type ColumnChunk, type ColumnTable } from "./columns.ts";

/** A row of the table has its values of q and then those of the result. */
const ROW_BYTES = 2 * 8 * WIDTH;

/**
 * q → X · (Xᵀ · q) without Xᵀ · q in memory: one column of X at a time, in SIMD lanes. Beside X it needs 256 bytes a row.
 */
export function gramOperator(x: ColumnTable): (q: Matrix) => Matrix {
  const { rows } = x;
  const capacity = chunkCapacity(rows);
  const tableBytes = rows * ROW_BYTES;
  const valuesAt = tableBytes;
  const rowsAt = valuesAt + 8 * capacity;
  const endsAt = rowsAt + 4 * capacity;
  const { memory, kernels } = instantiateKernels(endsAt + 4 * capacity);
  const table = new Float64Array(memory, 0, tableBytes / 8);
  const chunk: ColumnChunk = {
    values: new Float64Array(memory, valuesAt, capacity),
    rows: new Uint32Array(memory, rowsAt, capacity),
    ends: new Uint32Array(memory, endsAt, capacity),
    columns: 0,
  };

  return (q) => {
    const out = matrix(q.rows, q.cols);
    for (let start = 0; start < q.cols; start += WIDTH) {
      const width = Math.min(WIDTH, q.cols - start);
      table.fill(0);
      for (let row = 0; row < rows; row++) {
        table.set(q.data.subarray(row * q.cols + start, row * q.cols + start + width), row * 2 * WIDTH);
      }
      for (const { ends, columns } of chunksOf(x, chunk)) {
        if (columns === 0) continue;
        for (let column = 0; column < columns; column++) ends[column] = rowsAt + 4 * ends[column]!;
        kernels.gram(endsAt, endsAt + 4 * columns, rowsAt, valuesAt, 0);
      }
      for (let row = 0; row < rows; row++) {
        const from = (2 * row + 1) * WIDTH;
        out.data.set(table.subarray(from, from + width), row * q.cols + start);
      }
    }
    return out;
  };
}
