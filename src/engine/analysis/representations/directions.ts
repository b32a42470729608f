import { centreColumns } from "../../core/linalg.ts";
import type { Matrix } from "../../core/matrix.ts";

/**
 * Rows less their mean, each of length 1: what is left of a song is which way it lies from the middle of the collection,
 * not how far. The squared distance of two songs is then 2 − 2 · the cosine between them. A row that is the mean stays 0.
 */
export function directions(m: Matrix): Matrix {
  const centred = centreColumns(m);
  for (let start = 0; start < centred.data.length; start += m.cols) {
    const row = centred.data.subarray(start, start + m.cols);
    const length = Math.hypot(...row);
    if (length > 0) row.forEach((value, at) => (row[at] = value / length));
  }
  return centred;
}
