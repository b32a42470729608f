import { LatentuneError } from "./errors.ts";
import type { Rng } from "./rng.ts";

/** A dense row-major matrix of float64. Rows are songs, columns are features, unless a function says otherwise. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  /** Row-major, length rows · cols. */
  readonly data: Float64Array;
}

/** A matrix over `data`, or of zeros. @throws {LatentuneError} if the length does not fit. */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  if (data.length !== rows * cols) {
    throw new LatentuneError(`A ${rows} × ${cols} matrix needs ${rows * cols} values, got ${data.length}.`, {
      remedy: "Give rows × columns numbers, row by row.",
    });
  }
  return { rows, cols, data };
}

/** A matrix from float32 data, such as a latent embedding of the network. */
export function matrixFromFloat32(rows: number, cols: number, data: Float32Array): Matrix {
  return matrix(rows, cols, Float64Array.from(data));
}

/** Independent standard normal values. */
export function normalMatrix(rows: number, cols: number, rng: Rng): Matrix {
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => rng.normal()),
  );
}

/** The matrix with every value as float32 has it: what a reader of our float32 arrays gets. */
export function float32Rounded({ rows, cols, data }: Matrix): Matrix {
  return matrixFromFloat32(rows, cols, Float32Array.from(data));
}

/** A matrix from nested arrays, for tests and small literals. */
export function matrixFromRows(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  return matrix(rows.length, cols, Float64Array.from(rows.flat()));
}

/** Row `index` as a view into the matrix: writing to it writes to the matrix. */
export function rowOf(m: Matrix, index: number): Float64Array {
  return m.data.subarray(index * m.cols, (index + 1) * m.cols);
}

/** The rows of the given indices, in that order, as a new matrix. */
export function selectRows(m: Matrix, indices: ArrayLike<number>): Matrix {
  const out = matrix(indices.length, m.cols);
  for (let row = 0; row < indices.length; row++) out.data.set(rowOf(m, indices[row]!), row * m.cols);
  return out;
}

/** The columns of several matrices with equal row counts, side by side. */
export function joinColumns(parts: readonly Matrix[]): Matrix {
  const rows = parts[0]?.rows ?? 0;
  for (const part of parts) {
    if (part.rows !== rows) throw new LatentuneError(`Cannot join ${part.rows} rows to ${rows} rows.`);
  }
  const cols = parts.reduce((sum, part) => sum + part.cols, 0);
  const out = matrix(rows, cols);
  let offset = 0;
  for (const part of parts) {
    for (let row = 0; row < rows; row++) out.data.set(rowOf(part, row), row * out.cols + offset);
    offset += part.cols;
  }
  return out;
}
