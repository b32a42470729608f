import { squaredDistance } from "../core/linalg.ts";
import { type Matrix, matrix, rowOf } from "../core/matrix.ts";
import type { Rng } from "../core/rng.ts";

/**
 * Greedy k-means++ (Arthur & Vassilvitskii, SODA 2007; the greedy variant is scikit-learn's): each next centre is the best
 * of 2 + ⌊ln k⌋ rows drawn with probability proportional to their squared distance from the nearest centre so far.
 *
 * A row whose nearest centre c is at distance D cannot be nearer to a candidate that is 2 D or more away from c (triangle
 * inequality), so most distances are never computed; the choice is the same.
 */
export function kmeansPlusPlus(m: Matrix, k: number, rng: Rng): Matrix {
  const { rows, cols, data } = m;
  const trials = 2 + Math.floor(Math.log(k));
  const centres = matrix(k, cols);
  const nearest = new Int32Array(rows);
  let squared = new Float64Array(rows);
  let candidateSquared = new Float64Array(rows);
  let bestSquared = new Float64Array(rows);

  centres.data.set(rowOf(m, rng.integer(rows)));
  for (let row = 0; row < rows; row++) squared[row] = squaredDistance(data, row * cols, centres.data, 0, cols);
  let potential = sum(squared);

  const fromCentres = new Float64Array(k);
  for (let centre = 1; centre < k; centre++) {
    let best = -1;
    let bestPotential = Infinity;
    for (let trial = 0; trial < trials; trial++) {
      const candidate = draw(squared, rng.uniform() * potential);
      for (let c = 0; c < centre; c++) {
        fromCentres[c] = squaredDistance(data, candidate * cols, centres.data, c * cols, cols) / 4;
      }
      let total = 0;
      for (let row = 0; row < rows; row++) {
        let closest = squared[row]!;
        if (fromCentres[nearest[row]!]! < closest) {
          const distance = squaredDistance(data, candidate * cols, data, row * cols, cols);
          if (distance < closest) closest = distance;
        }
        candidateSquared[row] = closest;
        total += closest;
      }
      if (total < bestPotential) {
        best = candidate;
        bestPotential = total;
        [bestSquared, candidateSquared] = [candidateSquared, bestSquared];
      }
    }
    centres.data.set(rowOf(m, best), centre * cols);
    for (let row = 0; row < rows; row++) if (bestSquared[row]! < squared[row]!) nearest[row] = centre;
    [squared, bestSquared] = [bestSquared, squared];
    potential = bestPotential;
  }
  return centres;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The first index at which the running sum of the weights exceeds the target; the last one with weight if none does. */
function draw(weights: Float64Array, target: number): number {
  let running = 0;
  let last = 0;
  for (let index = 0; index < weights.length; index++) {
    if (weights[index] === 0) continue;
    running += weights[index]!;
    last = index;
    if (running > target) return index;
  }
  return last;
}
