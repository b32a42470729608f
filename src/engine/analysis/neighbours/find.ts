import type { Matrix } from "../../core/matrix.ts";
import type { Rng } from "../../core/rng.ts";
import type { Control } from "../pause.ts";
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
 * The k nearest other rows of every row.
 * @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1. @throws {CancelledError} when the signal is aborted.
 */
export async function findNeighbours(data: Matrix, k: number, { control }: FindOptions): Promise<Neighbours> {
  return nearestNeighbours(data, k, control);
}
