/** A sparse row-major matrix (compressed sparse rows), as scipy's `csr_matrix`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** Row r's entries lie at `rowStarts[r]` … `rowStarts[r + 1]` − 1; length rows + 1. */
  readonly rowStarts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** The transposed matrix, also in compressed rows: its rows are the columns of `m`, their entries in order of row. */
export function transpose(m: SparseMatrix): SparseMatrix {
  const rowStarts = new Int32Array(m.cols + 1);
  for (const column of m.columns) rowStarts[column + 1]!++;
  for (let col = 0; col < m.cols; col++) rowStarts[col + 1]! += rowStarts[col]!;
  const next = rowStarts.slice(0, m.cols);
  const columns = new Int32Array(m.columns.length);
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
