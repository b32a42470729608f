import { symmetricEigen } from "../core/linalg.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import type { Rng } from "../core/rng.ts";
import { runThrough, type Turns } from "./turns.ts";
import { leadingEigenTurns } from "./block-krylov.ts";
import { gramOperator } from "./gram.ts";
import { chunksOf, type ColumnTable } from "./columns.ts";

/** Up to this many documents the decomposition is exact: the eigenproblem takes O(N³) time, here about a second. */
const EXACT_LIMIT = 400;

export interface TruncatedSvd {
  /** U · Σ: documents × components. Columns beyond the numerical rank are exactly zero. */
  readonly scores: Matrix;
  /** Descending; zero beyond the numerical rank. */
  readonly singularValues: Float64Array;
  readonly exact: boolean;
}

/**
 * The leading `components` singular triplets of a sparse matrix as U · Σ, the rows' coordinates along the right singular
 * vectors (latent semantic analysis), as scikit-learn's TruncatedSVD gives them up to sign; min(components, rows) columns.
 * Signs are fixed by making each column's entry of largest magnitude positive.
 *
 * Both methods work on X · Xᵀ (rows × rows), never on a dense X: up to 400 rows its whole eigendecomposition, above that a
 * randomised block Krylov space. Squaring costs accuracy only below σ₁ · √(rows · ε) ≈ 10⁻⁷ σ₁ — TF-IDF rows have length 1, and two texts that
 * differ at all differ by far more —, so singular values below that are rounding error: there the column is set to exact
 * zero. scikit-learn leaves such columns at about 10⁻¹⁷, and a standardisation after it makes unit-variance noise of them.
 */
export function truncatedSvd(m: ColumnTable, components: number, rng: Rng): TruncatedSvd {
  return runThrough(truncatedSvdTurns(m, components, rng));
}

/** As {@link truncatedSvd}, in turns. */
export function* truncatedSvdTurns(m: ColumnTable, components: number, rng: Rng): Turns<TruncatedSvd> {
  const width = Math.max(0, Math.min(components, m.rows));
  const exact = m.rows <= EXACT_LIMIT;
  const { values, vectors } = exact
    ? symmetricEigen(gram(m))
    : yield* leadingEigenTurns(gramOperator(m), m.rows, width, rng);
  const floor = Math.max(0, values[0] ?? 0) * m.rows * Number.EPSILON;
  const scores = matrix(m.rows, width);
  const singularValues = new Float64Array(width);
  for (let col = 0; col < width; col++) {
    const value = values[col] ?? 0;
    if (value <= floor) break;
    singularValues[col] = Math.sqrt(value);
    const scale = singularValues[col]! * signOfLargest(vectors, col);
    for (let row = 0; row < m.rows; row++) {
      scores.data[row * width + col] = scale * vectors.data[row * vectors.cols + col]!;
    }
  }
  clearEmptyRows(m, scores);
  return { scores, singularValues, exact };
}

/** X · Xᵀ, dense. */
function gram(m: ColumnTable): Matrix {
  const n = m.rows;
  const out = matrix(n, n);
  for (const { rows, values, ends, columns } of chunksOf(m)) {
    let first = 0;
    for (let column = 0; column < columns; column++) {
      const end = ends[column]!;
      for (let a = first; a < end; a++) {
        const start = rows[a]! * n;
        const value = values[a]!;
        for (let b = a; b < end; b++) out.data[start + rows[b]!]! += value * values[b]!;
      }
      first = end;
    }
  }
  for (let row = 0; row < n; row++) {
    for (let col = 0; col < row; col++) out.data[row * n + col] = out.data[col * n + row]!;
  }
  return out;
}

function signOfLargest(vectors: Matrix, col: number): number {
  let largest = 0;
  for (let row = 0; row < vectors.rows; row++) {
    const value = vectors.data[row * vectors.cols + col]!;
    // A margin of rounding error, so that two entries of equal magnitude do not swap the sign from machine to machine.
    if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
  }
  return largest < 0 ? -1 : 1;
}

/** A document without entries lies at the origin; rounding must not move it. */
function clearEmptyRows(m: ColumnTable, scores: Matrix): void {
  for (let row = 0; row < m.rows; row++)
    if (m.isEmpty(row)) scores.data.fill(0, row * scores.cols, (row + 1) * scores.cols);
}
