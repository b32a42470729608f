import { LatentuneError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { GROUP, packMatrix, type PackedRows } from "./packed-rows.ts";
import { createPause, type Control } from "./pause.ts";

/** The k nearest other rows of every row by Euclidean distance, nearest first; equal distances by row number. */
export interface Neighbours {
  readonly rows: number;
  /** Neighbours per row, k. */
  readonly count: number;
  /** Row-major, rows × count. A row is never its own neighbour. */
  readonly indices: Int32Array;
  /** Row-major, rows × count; not squared. */
  readonly distances: Float64Array;
}

/** Rows per block, whole groups of packed rows: two blocks of some dozens of columns stay in the first-level cache. */
const BLOCK = 8 * GROUP;

/**
 * Exact nearest neighbours, comparing all pairs once: O(N²·d) time, O(N·k) memory. Distances are sums of squared
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
  return { rows: data.rows, count: k, indices: lists.indices, distances: lists.squared.map(Math.sqrt) };
}

/** The squared distance of every row to its k-th nearest other row. @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1. */
export function kthNearestSquared(data: Matrix, k: number): Float64Array {
  const lists = nearestLists(data.rows, k);
  const compare = comparison(data, lists);
  for (let block = 0; block < data.rows; block += BLOCK) compare(block);
  return lists.worst;
}

/** Per row the nearest other rows so far, nearest first, those offered earlier first among equals. */
export interface NearestLists {
  readonly count: number;
  /** Row-major, rows × count; −1 where none was offered yet. */
  readonly indices: Int32Array;
  /** Row-major, rows × count: squared distances, infinity at first. */
  readonly squared: Float64Array;
  /** The last of each row's squared distances, side by side: what nearly every pair is compared with and fails. */
  readonly worst: Float64Array;
}

/** @throws {LatentuneError} unless 1 ≤ count ≤ rows − 1. */
export function nearestLists(rows: number, count: number): NearestLists {
  if (!Number.isInteger(count) || count < 1 || count > rows - 1) {
    throw new LatentuneError(`${rows} rows have between 1 and ${rows - 1} neighbours each, not ${count}.`);
  }
  return {
    count,
    indices: new Int32Array(rows * count).fill(-1),
    squared: new Float64Array(rows * count).fill(Infinity),
    worst: new Float64Array(rows).fill(Infinity),
  };
}

/** Puts a row into another one's list. Expects a squared distance below `worst` of the row. */
export function insertNearest(
  { count, indices, squared, worst }: NearestLists,
  row: number,
  candidate: number,
  distance: number,
): void {
  const start = row * count;
  const last = start + count - 1;
  let slot = last;
  for (; slot > start && squared[slot - 1]! > distance; slot--) {
    squared[slot] = squared[slot - 1]!;
    indices[slot] = indices[slot - 1]!;
  }
  squared[slot] = distance;
  indices[slot] = candidate;
  worst[row] = squared[last]!;
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
