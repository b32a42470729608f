import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import type { Control } from "../pause.ts";
import { approximateNeighbours } from "./approximate.ts";
import { nearestNeighbours } from "./exact.ts";
import type { Neighbours } from "./lists.ts";

export interface FindOptions {
  /** Draws what an approximate search starts from and is judged on. */
  readonly rng: Rng;
  readonly control?: Control;
  /** Up to so many rows the search is exact. */
  readonly exactRows?: number;
}

/**
 * The k nearest other rows of every row: exact, or above a number of rows approximate with a measured recall of 0.98 or more.
 * @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1. @throws {CancelledError} when the signal is aborted.
 */
export async function findNeighbours(
  data: Matrix,
  k: number,
  { rng, control, exactRows = SIZES.exactRows }: FindOptions,
): Promise<Neighbours> {
  if (data.rows <= exactRows) return nearestNeighbours(data, k, control);
  const { lists, recall } = await approximateNeighbours(data, k, rng, control);
  const { indices, squared } = lists;
  // In place: this is the largest array there is.
  for (let at = 0; at < squared.length; at++) squared[at] = Math.sqrt(squared[at]!);
  return { rows: data.rows, count: k, indices, distances: squared, recall };
}
