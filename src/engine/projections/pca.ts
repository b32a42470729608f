import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { matrix, type Matrix } from "../core/matrix.ts";

/** placeholder until representations lands */
export function standardise(data: Matrix): Matrix {
  const { rows, cols } = data;
  const out = matrix(rows, cols);
  for (let c = 0; c < cols; c++) {
    let mean = 0, sq = 0;
    for (let r = 0; r < rows; r++) mean += data.data[r * cols + c]! / rows;
    for (let r = 0; r < rows; r++) sq += (data.data[r * cols + c]! - mean) ** 2 / rows;
    const s = Math.sqrt(sq) > 1e-12 ? Math.sqrt(sq) : 1;
    for (let r = 0; r < rows; r++) out.data[r * cols + c] = (data.data[r * cols + c]! - mean) / s;
  }
  return out;
}
export function principalComponents(data: Matrix, count: number): Matrix {
  const m = MlMatrix.from1DArray(data.rows, data.cols, [...data.data]);
  const centred = m.subRowVector(m.mean("column"));
  const e = new EigenvalueDecomposition(centred.transpose().mmul(centred), { assumeSymmetric: true });
  const vectors = e.eigenvectorMatrix;
  const order = e.realEigenvalues.map((v, i) => [v, i] as const).sort((a, b) => b[0] - a[0]).slice(0, count);
  const out = matrix(data.rows, count);
  order.forEach(([, i], k) => {
    const col = centred.mmul(vectors.getColumnVector(i));
    for (let r = 0; r < data.rows; r++) out.data[r * count + k] = col.get(r, 0);
  });
  return out;
}
