import type { SparseMatrix } from "../../core/sparse.ts";
import { GROUP, POINT } from "../../kernels/attraction.ts";
import { instantiateKernels } from "../../kernels/instantiate.ts";

/**
 * The attraction of t-SNE as a function of the points, in single precision: Σ_j p_ij q̃_ij (y_i − y_j) of every point, N × 2;
 * the array changes with the next call.
 */
export function createAttraction({
  rows,
  rowStarts,
  columns,
  values,
}: SparseMatrix): (points: Float64Array) => Float32Array {
  const groupsOf = (row: number): number => Math.ceil((rowStarts[row + 1]! - rowStarts[row]!) / GROUP);
  let edges = 0;
  for (let row = 0; row < rows; row++) edges += GROUP * groupsOf(row);
  // The edges come first, where a group of them is aligned.
  const valuesAt = 4 * edges;
  const pointsAt = 8 * edges;
  const forcesAt = pointsAt + rows * POINT;
  const endsAt = forcesAt + rows * POINT;
  const { memory, kernels } = instantiateKernels(endsAt + 4 * rows);
  const others = new Uint32Array(memory, 0, edges);
  const weights = new Float32Array(memory, valuesAt, edges);
  const ends = new Uint32Array(memory, endsAt, rows);
  for (let row = 0, edge = 0; row < rows; row++) {
    const end = edge + GROUP * groupsOf(row);
    for (let k = rowStarts[row]!; k < rowStarts[row + 1]!; k++, edge++) {
      others[edge] = columns[k]! * POINT;
      weights[edge] = values[k]!;
    }
    ends[row] = 4 * end;
    edge = end;
  }
  const placed = new Float32Array(memory, pointsAt, 2 * rows);
  const forces = new Float32Array(memory, forcesAt, 2 * rows);
  return (points) => {
    placed.set(points);
    kernels.attraction(pointsAt, forcesAt, endsAt, 0, valuesAt, forcesAt);
    return forces;
  };
}
