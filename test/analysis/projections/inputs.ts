import { matrix, type Matrix } from "../../../src/engine/core/matrix.ts";

/** Clouds of points that a formula makes, in this order of groups: 0, 1, 2, 0, 1, 2 … Equal to `clouds` in make_projections.py. */
export function clouds(rows: number, cols: number, groups: number): Matrix {
  const data = Float64Array.from({ length: rows * cols }, (_, at) => {
    const row = Math.floor(at / cols);
    const col = at % cols;
    const group = row % groups;
    const noise = Math.sin(row * 12.9898 + col * 78.233) * 43758.5453;
    return 3 * Math.sin(1 + 7 * group + 1.3 * col * (group + 1)) + 2 * (noise - Math.floor(noise));
  });
  return matrix(rows, cols, data);
}

/** Points in the plane, interleaved: a spiral, so that no two coincide. */
export function spiral(rows: number): Float64Array {
  return Float64Array.from({ length: 2 * rows }, (_, at) => {
    const turn = Math.floor(at / 2) * 2.399963;
    return Math.sqrt(1 + Math.floor(at / 2)) * (at % 2 === 0 ? Math.cos(turn) : Math.sin(turn));
  });
}

/** The dense rows of a sparse matrix. */
export function dense(m: {
  rows: number;
  rowStarts: Int32Array;
  columns: Int32Array;
  values: Float64Array;
}): number[][] {
  return Array.from({ length: m.rows }, (_, row) => {
    const out = new Array<number>(m.rows).fill(0);
    for (let k = m.rowStarts[row]!; k < m.rowStarts[row + 1]!; k++) out[m.columns[k]!] = m.values[k]!;
    return out;
  });
}

/** The largest difference between two arrays of rows. */
export function largestDifference(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  if (a.length !== b.length) throw new Error("different numbers of rows");
  return Math.max(...a.map((row, i) => Math.max(...row.map((value, j) => Math.abs(value - b[i]![j]!)))));
}
