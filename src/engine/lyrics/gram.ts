import { type Matrix, matrix } from "../core/matrix.ts";
import {
  advance,
  ADD,
  F64X2_ADD,
  F64X2_MULTIPLY,
  LESS,
  SHIFT_LEFT,
  ZERO_VECTOR,
  constant,
  f64LoadSplat,
  get,
  i32Load,
  load,
  repeatWhile,
  set,
  store,
  wasmLibrary,
  type Code,
  type WasmFunction,
} from "../core/simd/assembler.ts";
import type { SparseMatrix } from "./sparse.ts";

/** Columns of q that are multiplied together: eight vectors of two float64. */
const WIDTH = 16;

/** A row of the table has 16 values of q and then 16 of the result: 2⁸ bytes. */
const ROW_SHIFT = 8;
const OUT = 8 * WIDTH;

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
  const tableBytes = rows * 2 ** ROW_SHIFT;
  const [valuesAt, rowsAt, endsAt] = [0, 8, 12].map((bytes) => tableBytes + bytes * capacity) as [
    number,
    number,
    number,
  ];
  const { memory, exports } = library.instantiate(endsAt + 4 * capacity);
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
    if (columns > 0) exports["gram"]!(endsAt, endsAt + 4 * columns, rowsAt, valuesAt, 0);
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

const VECTORS = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * gram(ends, endsEnd, rows, values, table): byte offsets. Of each column, whose last entry lies before the address that
 * `ends` has, the products with q are summed up in registers; then each entry adds its multiple to its row's result.
 */
function gramKernel(): WasmFunction {
  const [ENDS, ENDS_END, ROWS, VALUES, TABLE, END, ENTRY, VALUE, ROW] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const SPLAT = 9;
  const sums = VECTORS.map((vector) => 10 + vector);
  /** A pass over the column's entries; leaves ENTRY and VALUE after the last. */
  const everyEntry = (body: Code): Code => {
    const entry = [
      [get(TABLE), get(ENTRY), i32Load(), constant(ROW_SHIFT), SHIFT_LEFT, ADD, set(ROW)],
      [get(VALUE), f64LoadSplat(), set(SPLAT), body, advance(ENTRY, 4), advance(VALUE, 8)],
    ].flat(2);
    return [
      ...[get(ROWS), set(ENTRY), get(VALUES), set(VALUE)].flat(),
      ...repeatWhile(entry, [get(ENTRY), get(END), LESS].flat()),
    ];
  };
  const project = VECTORS.map((vector) =>
    [get(sums[vector]!), get(ROW), load(16 * vector), get(SPLAT), F64X2_MULTIPLY, F64X2_ADD, set(sums[vector]!)].flat(),
  );
  const addTo = VECTORS.map((vector) => {
    const at = OUT + 16 * vector;
    return [get(ROW), get(ROW), load(at), get(sums[vector]!), get(SPLAT), F64X2_MULTIPLY, F64X2_ADD, store(at)].flat();
  });
  const column = [
    [get(ENDS), i32Load(), set(END)].flat(),
    sums.flatMap((sum) => [...ZERO_VECTOR, ...set(sum)]),
    everyEntry(project.flat()),
    everyEntry(addTo.flat()),
    [get(ENTRY), set(ROWS), get(VALUE), set(VALUES)].flat(),
    advance(ENDS, 4),
  ].flat();
  return {
    name: "gram",
    params: 5,
    integers: 4,
    vectors: 9,
    body: repeatWhile(column, [get(ENDS), get(ENDS_END), LESS].flat()),
  };
}

const library = wasmLibrary(() => [gramKernel()]);
