import { LatentuneError } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { GROUP, packedRows, type PackedRows } from "../packed-rows.ts";
import { createPause, type Control } from "../pause.ts";

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
 * @throws {LatentuneError} unless 1 ≤ k ≤ rows − 1.
 */
export async function nearestNeighbours(data: Matrix, k: number, control: Control = {}): Promise<Neighbours> {
  const { rows } = data;
  if (!Number.isInteger(k) || k < 1 || k > rows - 1) {
    throw new LatentuneError(`${rows} rows have between 1 and ${rows - 1} neighbours each, not ${k}.`);
  }
  const pause = createPause(control);
  const lists = createLists(rows, k);
  const packed = packedRows(rows, data.cols);
  for (let row = 0; row < rows; row++) packed.put(row, data, row);
  for (let block = 0; block < rows; block += BLOCK) {
    for (let other = block; other < rows; other += BLOCK) compareBlocks(packed, rows, block, other, lists);
    // Later blocks have fewer partners left: the share of pairs done is 1 − (share of rows left)².
    await pause(1 - (1 - Math.min(1, (block + BLOCK) / rows)) ** 2);
  }
  return { rows, count: k, indices: lists.indices, distances: lists.squared.map(Math.sqrt) };
}

/** Per row the best k so far, sorted; `squared` starts at infinity. */
interface Lists {
  readonly count: number;
  readonly indices: Int32Array;
  readonly squared: Float64Array;
  /** The last of each row's squared distances, side by side: what nearly every pair is compared with and fails. */
  readonly worst: Float64Array;
}

function createLists(rows: number, count: number): Lists {
  const squared = new Float64Array(rows * count).fill(Infinity);
  return {
    count,
    indices: new Int32Array(rows * count).fill(-1),
    squared,
    worst: new Float64Array(rows).fill(Infinity),
  };
}

/** Offers every pair of rows from two blocks (each pair once) to both rows' lists, in ascending order of row number. */
function compareBlocks(packed: PackedRows, rows: number, first: number, second: number, lists: Lists): void {
  const { worst } = lists;
  const firstEnd = Math.min(first + BLOCK, rows);
  const secondEnd = Math.min(second + BLOCK, rows);
  for (let i = first; i < firstEnd; i++) {
    const start = Math.max(second, i + 1);
    if (start >= secondEnd) break;
    const squared = packed.squaredDistances(i, Math.floor(start / GROUP), Math.ceil(secondEnd / GROUP));
    for (let j = start; j < secondEnd; j++) {
      const distance = squared[j]!;
      if (distance < worst[i]!) insert(lists, i, j, distance);
      if (distance < worst[j]!) insert(lists, j, i, distance);
    }
  }
}

/** Expects a squared distance below the row's worst. */
function insert({ count, indices, squared, worst }: Lists, row: number, candidate: number, distance: number): void {
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
