import { type Matrix, matrix } from "../core/matrix.ts";
import { WIDTH } from "../kernels/gram.ts";
import { instantiateKernels } from "../kernels/instantiate.ts";
import type { SparseMatrix } from "../core/sparse.ts";

/** A row of the table has its values of q and then those of the result. */
const ROW_BYTES = 2 * 8 * WIDTH;

/** Entries of X that are handed over at a time, at least: they fit into the second-level cache. */
const CHUNK = 1 << 14;

/**
 * q → X · (Xᵀ · q) without Xᵀ · q in memory: one column of X at a time, in SIMD lanes. Beside X it needs 256 bytes a row.
 * @param byColumn X transposed: its rows are the columns of X
 */
export function gramOperator(byColumn: SparseMatrix): (q: Matrix) => Matrix {
  const rows = byColumn.cols;
  // A column has at most one entry per row, so that every column fits whole.
  const capacity = Math.max(CHUNK, rows);
  const tableBytes = rows * ROW_BYTES;
  const valuesAt = tableBytes;
  const rowsAt = valuesAt + 8 * capacity;
  const endsAt = rowsAt + 4 * capacity;
  const { memory, kernels } = instantiateKernels(endsAt + 4 * capacity);
  const table = new Float64Array(memory, 0, tableBytes / 8);
  const values = new Float64Array(memory, valuesAt, capacity);
  const rowNumbers = new Uint32Array(memory, rowsAt, capacity);
  const ends = new Uint32Array(memory, endsAt, capacity);

  /** Adds X · (Xᵀ · q) of the columns from `first` on that fit, and returns the column after these. */
  const addChunk = (first: number): number => {
    const { rowStarts } = byColumn;
    const start = rowStarts[first]!;
    let columns = 0;
    let next = first;
    for (; next < byColumn.rows && rowStarts[next + 1]! - start <= capacity; next++) {
      if (rowStarts[next + 1]! > rowStarts[next]!) ends[columns++] = rowsAt + 4 * (rowStarts[next + 1]! - start);
    }
    values.set(byColumn.values.subarray(start, rowStarts[next]));
    rowNumbers.set(byColumn.columns.subarray(start, rowStarts[next]));
    if (columns > 0) kernels.gram(endsAt, endsAt + 4 * columns, rowsAt, valuesAt, 0);
    return next;
  };

  return (q) => {
    const out = matrix(q.rows, q.cols);
    for (let start = 0; start < q.cols; start += WIDTH) {
      const width = Math.min(WIDTH, q.cols - start);
      table.fill(0);
      for (let row = 0; row < rows; row++) {
        table.set(q.data.subarray(row * q.cols + start, row * q.cols + start + width), row * 2 * WIDTH);
      }
      for (let column = 0; column < byColumn.rows;) column = addChunk(column);
      for (let row = 0; row < rows; row++) {
        const from = (2 * row + 1) * WIDTH;
        out.data.set(table.subarray(from, from + width), row * q.cols + start);
      }
    }
    return out;
  };
}
