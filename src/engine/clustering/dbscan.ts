import { LatentuneError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { checkFinite } from "./checks.ts";
import { NOISE, canonicalLabels } from "./labels.ts";

/** DBSCAN takes up to N² · columns time. */
export const DBSCAN_LIMIT = 100_000;

export interface DbscanOptions {
  /** Radius of the neighbourhood, in the units of the matrix; rows at exactly this distance are neighbours. */
  readonly eps: number;
  /** Neighbours, the row itself included, from which a row is a core row. */
  readonly minSamples: number;
}

/**
 * DBSCAN (Ester, Kriegel, Sander & Xu, KDD 1996) with scikit-learn's conventions: a border row belongs to the cluster whose
 * first core row comes first; noise is −1. Clusters are numbered in order of first appearance.
 * Distances are computed as they are needed: memory is proportional to the rows.
 *
 * @throws {LatentuneError} for a negative eps, min_samples below 1, more than 100,000 rows, or a value that is not finite.
 */
export function dbscan(m: Matrix, { eps, minSamples }: DbscanOptions): Int32Array {
  if (!(eps >= 0)) {
    throw new LatentuneError(`DBSCAN's eps must be a number of 0 or more, not ${eps}.`, {
      remedy: "Give --dbscan-eps as numbers such as 0.5.",
    });
  }
  if (!(minSamples >= 1)) throw new LatentuneError(`DBSCAN's min_samples must be 1 or more, not ${minSamples}.`);
  if (m.rows > DBSCAN_LIMIT) {
    throw new LatentuneError(`DBSCAN takes time with the square of the songs: ${m.rows} are over ${DBSCAN_LIMIT}.`, {
      remedy: "Use K-Means for this many songs, or cluster a sample of them.",
    });
  }
  checkFinite(m);
  const core = coreRows(m, eps, minSamples);
  const labels = new Int32Array(m.rows).fill(NOISE);
  /** The rows that have no cluster yet, the first `open` entries. */
  const unassigned = Int32Array.from({ length: m.rows }, (_, row) => row);
  let open = m.rows;
  let cluster = 0;
  const stack: number[] = [];
  const limit = eps * eps;
  for (let seed = 0; seed < m.rows; seed++) {
    if (labels[seed] !== NOISE || core[seed] === 0) continue;
    labels[seed] = cluster;
    stack.push(seed);
    for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
      let kept = 0;
      for (let index = 0; index < open; index++) {
        const other = unassigned[index]!;
        if (labels[other] !== NOISE) continue;
        if (isWithin(m, row, other, limit)) {
          labels[other] = cluster;
          if (core[other] === 1) stack.push(other);
        } else {
          unassigned[kept++] = other;
        }
      }
      open = kept;
    }
    cluster++;
  }
  return canonicalLabels(labels);
}

/** 1 for each row with at least `minSamples` rows within eps, itself included. */
function coreRows(m: Matrix, eps: number, minSamples: number): Uint8Array {
  const core = new Uint8Array(m.rows);
  const limit = eps * eps;
  const found = new Float64Array(m.rows).fill(1);
  for (let row = 0; row < m.rows; row++) {
    for (let other = row + 1; other < m.rows; other++) {
      if (found[row]! >= minSamples && found[other]! >= minSamples) continue;
      if (!isWithin(m, row, other, limit)) continue;
      found[row]!++;
      found[other]!++;
    }
    if (found[row]! >= minSamples) core[row] = 1;
  }
  return core;
}

/** Whether two rows are within a squared distance; given up as soon as four more columns exceed it. */
function isWithin({ cols, data }: Matrix, first: number, second: number, limit: number): boolean {
  let a = first * cols;
  let b = second * cols;
  const end = a + cols;
  let sum = 0;
  for (const blocksEnd = end - (cols % 4); a < blocksEnd; a += 4, b += 4) {
    const d0 = data[a]! - data[b]!;
    const d1 = data[a + 1]! - data[b + 1]!;
    const d2 = data[a + 2]! - data[b + 2]!;
    const d3 = data[a + 3]! - data[b + 3]!;
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    if (sum > limit) return false;
  }
  for (; a < end; a++, b++) sum += (data[a]! - data[b]!) ** 2;
  return sum <= limit;
}
