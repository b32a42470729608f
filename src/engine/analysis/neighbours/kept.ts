import type { Matrix } from "../../core/matrix.ts";
import { nearestInTurns } from "./exact.ts";
import type { NearestLists } from "./lists.ts";

/** Neighbours of each row at least, so that a search for a few more finds them there. */
const COUNT = 15;

const LISTS = new WeakMap<object, NearestLists>();

/**
 * The squared distance of every row to its k-th nearest other row, from lists that are searched again only where they are
 * too short.
 * @param keptWith the lists of this matrix are kept under it; left out: they are not kept
 * @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1.
 */
export function* keptKthNearestInTurns(
  m: Matrix,
  k: number,
  keptWith: object | undefined,
): Generator<undefined, Float64Array, undefined> {
  const known = keptWith && LISTS.get(keptWith);
  const wanted = keptWith === undefined ? k : Math.min(m.rows - 1, Math.max(k, COUNT));
  const lists = known !== undefined && known.count >= k ? known : yield* nearestInTurns(m, Math.max(k, wanted));
  if (keptWith !== undefined) LISTS.set(keptWith, lists);
  const { count, squared } = lists;
  return Float64Array.from({ length: m.rows }, (_, row) => squared[row * count + k - 1]!);
}
