import type { Neighbours } from "../neighbours/lists.ts";
import { createPause, type Control } from "../pause.ts";
import type { SparseMatrix } from "../../core/sparse.ts";
import { symmetrise } from "./symmetrise.ts";

const SEARCH_STEPS = 64;
const SUM_TOLERANCE = 1e-5;
/** σ is at least this share of the mean distance, so that far neighbours keep some weight (umap-learn). */
const MIN_SIGMA_SHARE = 1e-3;

/**
 * UMAP's fuzzy simplicial set (McInnes, Healy & Melville 2018, algorithms 2 and 3; umap-learn with local_connectivity 1):
 * per row weights exp(−(d − ρ) / σ) with ρ the distance of the nearest neighbour that does not coincide with it, and σ such
 * that they add up to log₂ k; joined by the probabilistic sum a + b − a·b.
 */
export async function fuzzyGraph(neighbours: Neighbours, { signal }: Control = {}): Promise<SparseMatrix> {
  const { rows, count, distances } = neighbours;
  // UMAP counts a point as its own first neighbour, at distance 0: in k and in mean distances.
  const k = count + 1;
  const overallMean = mean(distances, rows * k);
  const weights = new Float64Array(rows * count);
  const pause = createPause({ signal });
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * count, (row + 1) * count);
    const rho = own.find((distance) => distance > 0) ?? 0;
    const least = MIN_SIGMA_SHARE * (rho > 0 ? mean(own, k) : overallMean);
    const sigma = Math.max(least, smoothingOf(own, rho, Math.log2(k)));
    for (let j = 0; j < count; j++) weights[row * count + j] = membership(own[j]!, rho, sigma);
    await pause(0);
  }
  return symmetrise(neighbours, weights, (forward, backward) => forward + backward - forward * backward);
}

/** σ by doubling and bisection. */
function smoothingOf(distances: Float64Array, rho: number, target: number): number {
  let low = 0;
  let high = Infinity;
  let sigma = 1;
  for (let step = 0; step < SEARCH_STEPS; step++) {
    let sum = 0;
    for (const distance of distances) sum += membership(distance, rho, sigma);
    if (Math.abs(sum - target) < SUM_TOLERANCE) break;
    if (sum > target) high = sigma;
    else low = sigma;
    sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  return sigma;
}

function membership(distance: number, rho: number, sigma: number): number {
  return distance <= rho ? 1 : Math.exp(-(distance - rho) / sigma);
}

function mean(values: Float64Array, count: number): number {
  return values.reduce((sum, value) => sum + value, 0) / count;
}
