import { type Matrix, matrix } from "../core/matrix.ts";

/** A sparse row-major matrix (compressed sparse rows), as scipy's `csr_matrix`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** Row r's entries lie at `rowStarts[r]` … `rowStarts[r + 1]` − 1; length rows + 1. */
  readonly rowStarts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** The transposed matrix, also in compressed rows: its rows are the columns of `m`, their entries in order of row. */
export function transpose(m: SparseMatrix): SparseMatrix {
  const rowStarts = new Uint32Array(m.cols + 1);
  for (const column of m.columns) rowStarts[column + 1]!++;
  for (let col = 0; col < m.cols; col++) rowStarts[col + 1]! += rowStarts[col]!;
  const next = rowStarts.slice(0, m.cols);
  const columns = new Uint32Array(m.columns.length);
  const values = new Float64Array(m.values.length);
  for (let row = 0; row < m.rows; row++) {
    for (let entry = m.rowStarts[row]!; entry < m.rowStarts[row + 1]!; entry++) {
      const at = next[m.columns[entry]!]!++;
      columns[at] = row;
      values[at] = m.values[entry]!;
    }
  }
  return { rows: m.cols, cols: m.rows, rowStarts, columns, values };
}

/**
 * X · (Xᵀ · q) without X or Xᵀ · q in memory: one column of X at a time. q is rows × p, so every inner loop is contiguous;
 * entries are taken two by two, which halves the traffic on the running sum.
 */
export function gramTimes(byColumn: SparseMatrix, q: Matrix): Matrix {
  const p = q.cols;
  const from = q.data;
  const out = matrix(q.rows, p);
  const to = out.data;
  const { rowStarts, columns: rows, values } = byColumn;
  const projection = new Float64Array(p);
  for (let col = 0; col < byColumn.rows; col++) {
    const begin = rowStarts[col]!;
    const end = rowStarts[col + 1]!;
    const pairsEnd = end - ((end - begin) & 1);
    projection.fill(0);
    for (let entry = begin; entry < pairsEnd; entry += 2) {
      const v = values[entry]!;
      const w = values[entry + 1]!;
      const a = rows[entry]! * p;
      const b = rows[entry + 1]! * p;
      for (let i = 0; i < p; i++) projection[i]! += v * from[a + i]! + w * from[b + i]!;
    }
    if (pairsEnd < end) {
      const a = rows[pairsEnd]! * p;
      for (let i = 0; i < p; i++) projection[i]! += values[pairsEnd]! * from[a + i]!;
    }
    for (let entry = begin; entry < pairsEnd; entry += 2) {
      const v = values[entry]!;
      const w = values[entry + 1]!;
      const a = rows[entry]! * p;
      const b = rows[entry + 1]! * p;
      for (let i = 0; i < p; i++) {
        const value = projection[i]!;
        to[a + i]! += v * value;
        to[b + i]! += w * value;
      }
    }
    if (pairsEnd < end) {
      const a = rows[pairsEnd]! * p;
      for (let i = 0; i < p; i++) to[a + i]! += values[pairsEnd]! * projection[i]!;
    }
  }
  return out;
}
