import { countOf } from "../../../shared/format.ts";
import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { Matrix } from "../../core/matrix.ts";
import { checkFinite } from "./checks.ts";
import { createRng } from "../../core/rng.ts";
import { findNeighbours } from "../neighbours/find.ts";
import { keptKthNearestInTurns } from "../neighbours/kept.ts";
import { type Control, createPause } from "../pause.ts";
import { paused } from "../turns.ts";

/** A data-driven eps, or why there is none. */
export type KneeEps =
  { readonly eps: number; readonly kDistances: Float64Array } | { readonly eps: null; readonly reason: string };

/**
 * DBSCAN's eps from the data: the knee of the sorted k-distance curve (Ester et al., KDD 1996, section 4.2), the distance of
 * each row to its (min_samples − 1)-th nearest other row, so that a row at or below eps is a core row.
 *
 * The knee is Kneedle's for a convex rising curve (Satopää et al., SIMPLEX 2011, without smoothing): both axes scaled to
 * 0 … 1, the point farthest below the diagonal; the first of equals. A flat curve (all distances equal) has no knee: its one
 * value is taken and every row is a core row. Where the knee lies at distance 0 (duplicated rows) the smallest positive
 * distance is taken; eps is null if there is none, or if there are fewer rows than min_samples. With very many rows the
 * neighbours are approximate.
 *
 * @param rng for these
 * @param keptWith the neighbours are kept under it, where they are exact
 * @throws {CancelledError} when the signal is aborted.
 */
export async function kneeEps(
  m: Matrix,
  minSamples: number,
  control: Control = {},
  rng = createRng(0, "knee"),
  keptWith?: object,
): Promise<KneeEps> {
  checkFinite(m);
  const neighbour = deciding(minSamples);
  if (m.rows <= neighbour) return tooFew(m.rows, minSamples);
  if (m.rows <= SIZES.exactRows) {
    const pause = createPause(control);
    const squared = await paused(keptKthNearestInTurns(m, neighbour, keptWith), () => pause(0));
    return kneeOf(squared.map(Math.sqrt).sort());
  }
  const { distances, count } = await findNeighbours(m, neighbour, { rng, control });
  return kneeOf(Float64Array.from({ length: m.rows }, (_, row) => distances[(row + 1) * count - 1]!).sort());
}

/** The same from neighbours that are known. */
export function kneeOfNeighbours(
  m: Matrix,
  minSamples: number,
  { kthSquared }: { readonly kthSquared: (count: number) => Float64Array },
): KneeEps {
  checkFinite(m);
  const neighbour = deciding(minSamples);
  return m.rows <= neighbour ? tooFew(m.rows, minSamples) : kneeOf(kthSquared(neighbour).map(Math.sqrt).sort());
}

/** Which of its neighbours decides whether a row is a core row: the row itself counts. */
function deciding(minSamples: number): number {
  return Math.max(1, Math.ceil(minSamples) - 1);
}

function tooFew(rows: number, minSamples: number): KneeEps {
  return { eps: null, reason: `min_samples ${minSamples} needs more than ${countOf(rows, "row")}` };
}

/** @param kDistances ascending */
function kneeOf(kDistances: Float64Array): KneeEps {
  const last = kDistances.length - 1;
  const lowest = kDistances[0]!;
  const range = kDistances[last]! - lowest;
  let knee = 0;
  let farthest = 0;
  if (range > 0) {
    for (let index = 1; index <= last; index++) {
      const below = index / last - (kDistances[index]! - lowest) / range;
      if (below > farthest) {
        farthest = below;
        knee = index;
      }
    }
  }
  const eps = kDistances[knee]! > 0 ? kDistances[knee]! : kDistances.find((distance) => distance > 0);
  return eps === undefined ? { eps: null, reason: "all rows coincide with their neighbours" } : { eps, kDistances };
}
