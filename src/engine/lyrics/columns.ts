import { type SparseMatrix, transpose } from "../core/sparse.ts";

/** A sparse matrix that is read column by column. */
export interface ColumnTable {
  readonly rows: number;
  readonly cols: number;
  /** Whether a row has no entry. */
  readonly isEmpty: (row: number) => boolean;
  /** Writes whole columns from one on, as many as there is room for, and returns the column after these. */
  readonly read: (first: number, chunk: ColumnChunk) => number;
}

/** Some columns of a matrix. */
export interface ColumnChunk {
  /** Of each entry, column by column and within these by row. */
  readonly values: Float64Array;
  readonly rows: Uint32Array;
  /** Entries up to the end of each column that has any. */
  readonly ends: Uint32Array;
  /** Columns that have any. */
  columns: number;
}

/** Entries that are handed over at a time, at least: they fit into the second-level cache. */
const CHUNK = 1 << 14;

/** Entries of a chunk for so many rows. A column has at most one entry per row, so that every column fits whole. */
export function chunkCapacity(rows: number): number {
  return Math.max(CHUNK, rows);
}

/** Columns from one on of which all the entries fit; `chunk.ends` is written, and the column after these returned. */
export function fitColumns(rowStarts: Int32Array, first: number, chunk: ColumnChunk): number {
  const start = rowStarts[first]!;
  chunk.columns = 0;
  let next = first;
  for (; next < rowStarts.length - 1 && rowStarts[next + 1]! - start <= chunk.values.length; next++) {
    if (rowStarts[next + 1]! > rowStarts[next]!) chunk.ends[chunk.columns++] = rowStarts[next + 1]! - start;
  }
  return next;
}

/** The columns of a matrix that lies row by row. */
export function columnsOf(m: SparseMatrix): ColumnTable {
  const { rowStarts, columns: rows, values } = transpose(m);
  return {
    rows: m.rows,
    cols: m.cols,
    isEmpty: (row) => m.rowStarts[row] === m.rowStarts[row + 1],
    read(first, chunk) {
      const next = fitColumns(rowStarts, first, chunk);
      chunk.values.set(values.subarray(rowStarts[first], rowStarts[next]));
      chunk.rows.set(rows.subarray(rowStarts[first], rowStarts[next]));
      return next;
    },
  };
}

/** All columns, chunk after chunk. */
export function* chunksOf(table: ColumnTable, chunk = createChunk(chunkCapacity(table.rows))): Generator<ColumnChunk> {
  for (let column = 0; column < table.cols;) {
    column = table.read(column, chunk);
    yield chunk;
  }
}

function createChunk(capacity: number): ColumnChunk {
  return {
    values: new Float64Array(capacity),
    rows: new Uint32Array(capacity),
    ends: new Uint32Array(capacity),
    columns: 0,
  };
}
