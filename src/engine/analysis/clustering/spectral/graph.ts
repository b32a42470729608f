import type { Matrix } from "../../../core/matrix.ts";
import type { SparseMatrix } from "../../../core/sparse.ts";
import { nearestNeighbours } from "../../neighbours/exact.ts";
import type { Control } from "../../pause.ts";
import { symmetrise } from "../../projections/symmetrise.ts";
import { disjointSets } from "../disjoint-sets.ts";

export interface NeighbourGraph {
  /** Symmetric, rows × rows, nothing on the diagonal: 1 between rows that are among each other's nearest, ½ where one is. */
  readonly weights: SparseMatrix;
  /** Nearest rows that were joined with each, the row itself counted. */
  readonly neighbours: number;
}

/**
 * The graph of nearest neighbours, as scikit-learn's SpectralClustering has it (½ · (A + Aᵀ)).
 *
 * Where it falls into more than `mostParts` parts the number of neighbours is doubled: any division of the parts into fewer
 * clusters would cost the same, and scikit-learn's answer there depends on its random start.
 */
export async function neighbourGraph(
  m: Matrix,
  neighbours: number,
  mostParts: number,
  control: Control,
): Promise<NeighbourGraph> {
  for (let count = Math.min(neighbours, m.rows); ; count = Math.min(2 * count, m.rows)) {
    const nearest = await nearestNeighbours(m, count - 1, control);
    const ones = new Float64Array(nearest.indices.length).fill(1);
    const weights = symmetrise(nearest, ones, (forward, backward) => (forward + backward) / 2);
    if (count === m.rows || partsOf(weights) <= mostParts) return { weights, neighbours: count };
  }
}

function partsOf({ rows, rowStarts, columns }: SparseMatrix): number {
  const sets = disjointSets(rows);
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) sets.join(row, columns[entry]!);
  }
  return Array.from({ length: rows }, (_, row) => row).filter((row) => sets.rootOf(row) === row).length;
}
