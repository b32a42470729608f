import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packMatrix, type PackedRows } from "../packed-rows.ts";
import { createPause, type Control } from "../pause.ts";
import { drained } from "../turns.ts";
import { insertNearest, nearestLists, type NearestLists, type Neighbours } from "./lists.ts";

/** Rows per block, whole groups of packed rows: two blocks of some dozens of columns stay in the first-level cache. */
const BLOCK = 8 * GROUP;

/**
 * Exact nearest neighbours, equal distances by row number, comparing all pairs once: O(N²·d) time, O(N·k) memory. Distances are sums of squared
 * differences, so near-duplicates keep all their digits (unlike |x|² + |y|² − 2x·y).
 * @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1. @throws {CancelledError} when the signal is aborted.
 */
export async function nearestNeighbours(data: Matrix, k: number, control: Control = {}): Promise<Neighbours> {
  const pause = createPause(control);
  const lists = nearestLists(data.rows, k);
  const compare = comparison(data, lists);
  for (let block = 0; block < data.rows; block += BLOCK) {
    compare(block);
    // Later blocks have fewer partners left: the share of pairs done is 1 − (share of rows left)².
    await pause(1 - (1 - Math.min(1, (block + BLOCK) / data.rows)) ** 2);
  }
  return { rows: data.rows, count: k, indices: lists.indices, distances: lists.squared.map(Math.sqrt), recall: null };
}

/** The squared distance of every row to its k-th nearest other row. @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1. */
export function kthNearestSquared(data: Matrix, k: number): Float64Array {
  return drained(kthNearestInTurns(data, k));
}

/** {@link kthNearestSquared} in short turns. */
export function* kthNearestInTurns(data: Matrix, k: number): Generator<undefined, Float64Array, undefined> {
  return (yield* nearestInTurns(data, k)).worst;
}

/** The lists of the k nearest other rows in short turns. */
export function* nearestInTurns(data: Matrix, k: number): Generator<undefined, NearestLists, undefined> {
  const lists = nearestLists(data.rows, k);
  const compare = comparison(data, lists);
  for (let block = 0; block < data.rows; block += BLOCK) {
    compare(block);
    yield;
  }
  return lists;
}

/** Compares the rows of a block with all rows that do not come before it. */
function comparison(data: Matrix, lists: NearestLists): (block: number) => void {
  const { rows } = data;
  const packed = packMatrix(data);
  return (block) => {
    for (let other = block; other < rows; other += BLOCK) compareBlocks(packed, rows, block, other, lists);
  };
}

/** Offers every pair of rows from two blocks (each pair once) to both rows' lists, in ascending order of row number. */
function compareBlocks(packed: PackedRows, rows: number, first: number, second: number, lists: NearestLists): void {
  const { worst } = lists;
  const firstEnd = Math.min(first + BLOCK, rows);
  const secondEnd = Math.min(second + BLOCK, rows);
  for (let i = first; i < firstEnd; i++) {
    const start = Math.max(second, i + 1);
    if (start >= secondEnd) break;
    const squared = packed.squaredDistances(i, Math.floor(start / GROUP), Math.ceil(secondEnd / GROUP));
    for (let j = start; j < secondEnd; j++) {
      const distance = squared[j]!;
      if (distance < worst[i]!) insertNearest(lists, i, j, distance);
      if (distance < worst[j]!) insertNearest(lists, j, i, distance);
    }
  }
}
