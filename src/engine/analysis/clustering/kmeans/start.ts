import { type Matrix, selectRows } from "../../../core/matrix.ts";
import { GROUP, packMatrix } from "../../packed-rows.ts";
import { drained } from "../../turns.ts";
import type { Rng } from "../../../core/rng.ts";

/**
 * Greedy k-means++ (Arthur & Vassilvitskii, SODA 2007; the greedy variant is scikit-learn's): each next centre is the best
 * of 2 + ⌊ln k⌋ rows drawn with probability proportional to their squared distance from the nearest centre so far.
 * @param packed the rows, for one start after the other
 */
export function kmeansPlusPlus(m: Matrix, k: number, rng: Rng, packed = packMatrix(m)): Matrix {
  return drained(kmeansPlusPlusInTurns(m, k, rng, packed));
}

/** {@link kmeansPlusPlus}, a centre a turn. @param trials rows drawn for each centre; 1: plain k-means++ */
export function* kmeansPlusPlusInTurns(
  m: Matrix,
  k: number,
  rng: Rng,
  packed = packMatrix(m),
  trials = 2 + Math.floor(Math.log(k)),
): Generator<undefined, Matrix, undefined> {
  const { rows } = m;
  const distancesFrom = (row: number): Float64Array => packed.squaredDistances(row, 0, packed.slots / GROUP);

  const chosen = [rng.integer(rows)];
  let nearest = distancesFrom(chosen[0]!).slice(0, rows);
  let potential = nearest.reduce((sum, distance) => sum + distance, 0);
  let candidateNearest = new Float64Array(rows);
  let bestNearest = new Float64Array(rows);
  while (chosen.length < k) {
    yield;
    let best = -1;
    let bestPotential = Infinity;
    for (let trial = 0; trial < trials; trial++) {
      const candidate = draw(nearest, rng.uniform() * potential);
      const total = lesser(nearest, distancesFrom(candidate), candidateNearest);
      if (total < bestPotential) {
        best = candidate;
        bestPotential = total;
        [bestNearest, candidateNearest] = [candidateNearest, bestNearest];
      }
    }
    chosen.push(best);
    [nearest, bestNearest] = [bestNearest, nearest];
    potential = bestPotential;
  }
  return selectRows(m, chosen);
}

/** Writes the lesser of each two values; returns their sum. */
function lesser(a: Float64Array, b: Float64Array, out: Float64Array): number {
  let total = 0;
  for (let index = 0; index < out.length; index++) {
    // V8 of Node 24 calls a function for `Math.min` once this function is inlined into the generator.
    const value = a[index]! < b[index]! ? a[index]! : b[index]!;
    out[index] = value;
    total += value;
  }
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
