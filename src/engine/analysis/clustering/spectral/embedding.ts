import { symmetricEigen, type SymmetricEigen } from "../../../core/linalg.ts";
import { matrix, type Matrix } from "../../../core/matrix.ts";
import type { Rng } from "../../../core/rng.ts";
import type { SparseMatrix } from "../../../core/sparse.ts";
import type { Control } from "../../pause.ts";
import { filteredEigen } from "./filtered-eigen.ts";

/** Up to so many rows all eigenvectors are computed: at this many in about a quarter of a second. */
const DENSE_LIMIT = 400;

/**
 * The rows' coordinates along the `count` eigenvectors of the smallest eigenvalues of the normalised Laplacian
 * I − D^−½ · W · D^−½, each divided by √degree (Shi & Malik, IEEE PAMI 22, 2000), as scikit-learn's spectral embedding with
 * its first vector kept. Eigenvectors of equal eigenvalues may be turned among themselves.
 *
 * @param weights symmetric with an empty diagonal; every row has an entry
 * @throws {CancelledError} when the signal is aborted.
 */
export async function spectralEmbedding(
  weights: SparseMatrix,
  count: number,
  rng: Rng,
  control: Control = {},
): Promise<Matrix> {
  const { rows } = weights;
  const roots = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let degree = 0;
    for (let entry = weights.rowStarts[row]!; entry < weights.rowStarts[row + 1]!; entry++) {
      degree += weights.values[entry]!;
    }
    roots[row] = Math.sqrt(degree);
  }
  const normalised = normalisedBy(weights, roots);
  const { vectors } =
    rows <= DENSE_LIMIT ? symmetricEigen(dense(normalised)) : await filteredEigen(normalised, count, rng, control);
  return scaled({ vectors }, roots, count);
}

/** D^−½ · W · D^−½: its largest eigenvalues are 1 less the Laplacian's smallest. */
function normalisedBy(weights: SparseMatrix, roots: Float64Array): SparseMatrix {
  const values = weights.values.slice();
  for (let row = 0; row < weights.rows; row++) {
    for (let entry = weights.rowStarts[row]!; entry < weights.rowStarts[row + 1]!; entry++) {
      values[entry]! /= roots[row]! * roots[weights.columns[entry]!]!;
    }
  }
  return { ...weights, values };
}

function dense({ rows, cols, rowStarts, columns, values }: SparseMatrix): Matrix {
  const out = matrix(rows, cols);
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStarts[row]!; entry < rowStarts[row + 1]!; entry++) {
      out.data[row * cols + columns[entry]!] = values[entry]!;
    }
  }
  return out;
}

function scaled({ vectors }: Pick<SymmetricEigen, "vectors">, roots: Float64Array, count: number): Matrix {
  const out = matrix(roots.length, count);
  for (let row = 0; row < out.rows; row++) {
    for (let col = 0; col < count; col++) {
      out.data[row * count + col] = vectors.data[row * vectors.cols + col]! / roots[row]!;
    }
  }
  return out;
}
