import { LatentuneError } from "../../../core/errors.ts";
import type { Matrix } from "../../../core/matrix.ts";
import { GROUP, packMatrix, type PackedRows, packedRows } from "../../packed-rows.ts";
import { drained } from "../../turns.ts";
import { checkClusterCount, checkFinite, checkSquareTime } from "../checks.ts";
import { canonicalLabels } from "../labels.ts";
import { type Linkage, linkageOf, type Merge } from "../linkage.ts";

/** Ward takes N² · columns time: this many rows of 32 columns take about two minutes. */
const LIMIT = 50_000;

/**
 * Ward's minimum-variance clustering, the whole tree. The distance of clusters A and B is
 * √(2 |A| |B| / (|A| + |B|)) · ‖mean A − mean B‖, as scipy's `ward` and scikit-learn's AgglomerativeClustering have it.
 *
 * Nearest-neighbour chain (Murtagh, Computer Journal 26, 1983; Müllner, arXiv:1109.2378). Ward's distance follows from sizes
 * and means, so those are kept in place of a matrix of distances with Lance–Williams updates: the same tree in
 * N · columns instead of N² memory, and without the updates' accumulated rounding.
 *
 * @param weights how many songs each row is the mean of; default: 1. The tree's sizes still count rows.
 * @throws {LatentuneError} for no row, more than 50,000 rows, or a value that is not finite.
 */
export function wardLinkage(m: Matrix, weights?: Float64Array): Linkage {
  return drained(wardLinkageInTurns(m, weights));
}

/** {@link wardLinkage}, a link of the chain a turn; gives the fraction of the merges that are done. */
export function* wardLinkageInTurns(m: Matrix, weights?: Float64Array): Generator<number, Linkage, undefined> {
  const { rows } = m;
  if (rows === 0) throw new LatentuneError("Ward clustering needs at least one song.");
  checkSquareTime("Ward clustering", rows, LIMIT, "K-Means or DBSCAN");
  checkFinite(m);
  return linkageOf(yield* mergeByChain(m, weights ?? new Float64Array(rows).fill(1)), rows);
}

/** The labels of the tree cut into k clusters, numbered in order of first appearance. @throws {LatentuneError} for a wrong k. */
export function cutTree(tree: Linkage, k: number): Int32Array {
  const rows = tree.rows + 1;
  checkClusterCount(k, rows);
  const parent = Int32Array.from({ length: 2 * rows - 1 }, (_, node) => node);
  for (let merge = 0; merge < rows - k; merge++) {
    parent[tree.data[merge * 4]!] = rows + merge;
    parent[tree.data[merge * 4 + 1]!] = rows + merge;
  }
  // A parent has a higher number than its children: from the top down, one step reaches the root.
  for (let node = parent.length - 1; node >= 0; node--) parent[node] = parent[parent[node]!]!;
  return canonicalLabels(parent.subarray(0, rows));
}

/** Clusters in slots; a slot out of use has an infinite first column, so that it is infinitely far from all. */
interface Slots {
  readonly means: PackedRows;
  readonly sizes: Float64Array;
  /** The row that each slot began with, ascending. */
  readonly rows: Int32Array;
  /** Slots 0 … used − 1 are in use or were since the last time that gaps were closed. */
  readonly used: number;
}

/** Gaps are closed once so many of the slots are in use: the copy costs far less than looking at empty slots. */
const SHARE_IN_USE = 0.75;

function* mergeByChain(m: Matrix, weights: Float64Array): Generator<number, Merge[], undefined> {
  let slots = slotsOf(m, weights);
  let count = m.rows;
  let chain: number[] = [];
  const merges: Merge[] = [];
  while (count > 1) {
    if (chain.length === 0) chain.push(firstInUse(slots, -1));
    yield 1 - count / m.rows;
    const tip = chain[chain.length - 1]!;
    const previous = chain[chain.length - 2];
    const { slot, squared } = nearest(slots, tip, previous);
    if (slot !== previous) {
      chain.push(slot);
      continue;
    }
    chain.length -= 2;
    const low = Math.min(tip, slot);
    const high = Math.max(tip, slot);
    merges.push({ low: slots.rows[low]!, high: slots.rows[high]!, distance: Math.sqrt(squared) });
    merge(slots, low, high);
    count--;
    if (count < SHARE_IN_USE * slots.used) ({ slots, chain } = withoutGaps(slots, chain, count));
  }
  return merges;
}

function slotsOf(m: Matrix, weights: Float64Array): Slots {
  const means = packMatrix(m);
  for (let slot = m.rows; slot < means.slots; slot++) means.values[means.index(slot, 0)] = Infinity;
  const rows = Int32Array.from({ length: m.rows }, (_, row) => row);
  return { means, sizes: weights.slice(), rows, used: m.rows };
}

const isInUse = ({ means }: Slots, slot: number): boolean => means.values[means.index(slot, 0)] !== Infinity;

function firstInUse(slots: Slots, except: number): number {
  let slot = 0;
  while (slot === except || !isInUse(slots, slot)) slot++;
  return slot;
}

/** The nearest slot to `tip`; `previous` wins ties, or the chain could go in circles; else the first does. */
function nearest(slots: Slots, tip: number, previous: number | undefined): { slot: number; squared: number } {
  const { means, sizes, used } = slots;
  const size = sizes[tip]!;
  const squared = means.squaredDistances(tip, 0, Math.ceil(used / GROUP));
  // Distances that overflow are all infinite: any slot is as near as the others.
  let slot = previous ?? firstInUse(slots, tip);
  let best = (squared[slot]! * 2 * size * sizes[slot]!) / (size + sizes[slot]!);
  for (let other = 0; other < used; other++) {
    const distance = (squared[other]! * 2 * size * sizes[other]!) / (size + sizes[other]!);
    if (distance < best && other !== tip) {
      best = distance;
      slot = other;
    }
  }
  return { slot, squared: best };
}

/** Puts the union into the higher slot and takes the lower one out of use. */
function merge({ means, sizes }: Slots, low: number, high: number): void {
  const { cols, values } = means;
  const total = sizes[low]! + sizes[high]!;
  const [lowShare, highShare] = [sizes[low]! / total, sizes[high]! / total];
  for (let col = 0; col < cols; col++) {
    const at = means.index(high, col);
    values[at] = values[at]! * highShare + values[means.index(low, col)]! * lowShare;
  }
  sizes[high] = total;
  values[means.index(low, 0)] = Infinity;
}

/** The same clusters in the same order (it decides ties) without empty slots between them. */
function withoutGaps(slots: Slots, chain: readonly number[], count: number): { slots: Slots; chain: number[] } {
  const { means, used } = slots;
  const packed = packedRows(count, means.cols);
  const sizes = new Float64Array(count);
  const rows = new Int32Array(count);
  const moved = new Int32Array(used);
  let next = 0;
  for (let slot = 0; slot < used; slot++) {
    if (!isInUse(slots, slot)) continue;
    for (let col = 0; col < means.cols; col++)
      packed.values[packed.index(next, col)] = means.values[means.index(slot, col)]!;
    sizes[next] = slots.sizes[slot]!;
    rows[next] = slots.rows[slot]!;
    moved[slot] = next++;
  }
  for (let slot = count; slot < packed.slots; slot++) packed.values[packed.index(slot, 0)] = Infinity;
  return { slots: { means: packed, sizes, rows, used: count }, chain: chain.map((slot) => moved[slot]!) };
}
