import { transpose, type SparseMatrix } from "../../core/sparse.ts";
import type { Neighbours } from "../neighbours/lists.ts";

/**
 * The symmetric matrix of combine(w_ij, w_ji) over all pairs of which at least one names the other as its neighbour; the
 * weight of a relation that is not there is 0.
 * @param weights of the neighbours, in their order. @param combine symmetric.
 */
export function symmetrise(
  { rows, count, indices }: Neighbours,
  weights: Float64Array,
  combine: (forward: number, backward: number) => number,
): SparseMatrix {
  const starts = Int32Array.from({ length: rows + 1 }, (_, row) => row * count);
  const incoming = transpose({ rows, cols: rows, rowStarts: starts, columns: indices, values: weights });
  const rowStarts = new Int32Array(rows + 1);
  const columns = new Int32Array(2 * rows * count);
  const forward = new Float64Array(2 * rows * count);
  const backward = new Float64Array(2 * rows * count);
  // Where each column stands in the row being written; places in earlier rows are below its start.
  const place = new Int32Array(rows).fill(-1);
  let end = 0;
  const placeOf = (row: number, column: number): number => {
    if (place[column]! < rowStarts[row]!) {
      place[column] = end;
      columns[end++] = column;
    }
    return place[column]!;
  };
  for (let row = 0; row < rows; row++) {
    rowStarts[row] = end;
    for (let k = row * count; k < (row + 1) * count; k++) forward[placeOf(row, indices[k]!)] = weights[k]!;
    for (let k = incoming.rowStarts[row]!; k < incoming.rowStarts[row + 1]!; k++) {
      backward[placeOf(row, incoming.columns[k]!)] = incoming.values[k]!;
    }
  }
  rowStarts[rows] = end;
  const values = forward.slice(0, end);
  for (let k = 0; k < end; k++) values[k] = combine(forward[k]!, backward[k]!);
  return { rows, cols: rows, rowStarts, columns: columns.slice(0, end), values };
}
