import type { SparseMatrix } from "../../src/engine/core/sparse.ts";
import { chunksOf, type ColumnTable } from "../../src/engine/lyrics/columns.ts";

/** The rows of a table of which no column is empty. */
export function rowsOf(table: ColumnTable): SparseMatrix {
  const rows = Array.from({ length: table.rows }, (): [column: number, value: number][] => []);
  let column = 0;
  for (const chunk of chunksOf(table)) {
    let entry = 0;
    for (const end of chunk.ends.subarray(0, chunk.columns)) {
      for (; entry < end; entry++) rows[chunk.rows[entry]!]!.push([column, chunk.values[entry]!]);
      column++;
    }
  }
  const rowStarts = new Int32Array(table.rows + 1);
  rows.forEach(({ length }, row) => (rowStarts[row + 1] = rowStarts[row]! + length));
  return {
    rows: table.rows,
    cols: table.cols,
    rowStarts,
    columns: Int32Array.from(rows.flat(), ([col]) => col),
    values: Float64Array.from(rows.flat(), ([, value]) => value),
  };
}
