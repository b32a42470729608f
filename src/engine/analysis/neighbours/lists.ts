import { LatentuneError } from "../../core/errors.ts";

/** The k nearest other rows of every row by Euclidean distance, nearest first; of equal ones those found first. */
export interface Neighbours {
  readonly rows: number;
  /** Neighbours per row, k. */
  readonly count: number;
  /** Row-major, rows × count. A row is never its own neighbour. */
  readonly indices: Int32Array;
  /** Row-major, rows × count; not squared. */
  readonly distances: Float64Array;
  /** null: exact. */
  readonly recall: Recall | null;
}

/** The share of the true nearest rows that were found, measured on so many rows drawn at random. */
export interface Recall {
  readonly value: number;
  readonly rows: number;
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

/** @param lists how many, where not all rows have one. @throws {LatentuneError} unless 1 ≤ count ≤ rows − 1. */
export function nearestLists(rows: number, count: number, lists = rows): NearestLists {
  if (!Number.isInteger(count) || count < 1 || count > rows - 1) {
    throw new LatentuneError(`${rows} rows have between 1 and ${rows - 1} neighbours each, not ${count}.`);
  }
  return {
    count,
    indices: new Int32Array(lists * count).fill(-1),
    squared: new Float64Array(lists * count).fill(Infinity),
    worst: new Float64Array(lists).fill(Infinity),
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
