import type { Neighbours } from "./neighbours.ts";

/** A square sparse matrix in compressed rows. */
export interface SparseMatrix {
  readonly rows: number;
  /** Row i is at positions starts[i] … starts[i + 1] − 1. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

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
  const incoming = transpose(rows, indices);
  const starts = new Int32Array(rows + 1);
  const columns = new Int32Array(2 * rows * count);
  const forward = new Float64Array(2 * rows * count);
  const backward = new Float64Array(2 * rows * count);
  // Where each column stands in the row being written; places in earlier rows are below its start.
  const place = new Int32Array(rows).fill(-1);
  let end = 0;
  const placeOf = (row: number, column: number): number => {
    if (place[column]! < starts[row]!) {
      place[column] = end;
      columns[end++] = column;
    }
    return place[column]!;
  };
  for (let row = 0; row < rows; row++) {
    starts[row] = end;
    for (let k = row * count; k < (row + 1) * count; k++) forward[placeOf(row, indices[k]!)] = weights[k]!;
    for (let k = incoming.starts[row]!; k < incoming.starts[row + 1]!; k++) {
      const position = incoming.positions[k]!;
      backward[placeOf(row, Math.floor(position / count))] = weights[position]!;
    }
  }
  starts[rows] = end;
  const values = forward.slice(0, end);
  for (let k = 0; k < end; k++) values[k] = combine(forward[k]!, backward[k]!);
  return { rows, starts, columns: columns.slice(0, end), values };
}

/** For every row, the positions at which it is named as a neighbour, ascending (a counting sort). */
function transpose(rows: number, indices: Int32Array): { starts: Int32Array; positions: Int32Array } {
  const starts = new Int32Array(rows + 1);
  for (const index of indices) starts[index + 1]!++;
  for (let row = 0; row < rows; row++) starts[row + 1]! += starts[row]!;
  const positions = new Int32Array(indices.length);
  const next = starts.slice();
  for (let position = 0; position < indices.length; position++) positions[next[indices[position]!]!++] = position;
  return { starts, positions };
}
