import { LatentuneError } from "../core/errors.ts";
import { type Matrix, matrix } from "../core/matrix.ts";
import { checkClusterCount, checkFinite } from "./checks.ts";
import { canonicalLabels } from "./labels.ts";

/** Ward takes N² · columns time: this many rows of 32 columns take about two minutes. */
export const WARD_LIMIT = 50_000;

/** Columns of a squared distance after which a candidate that is already too far is given up. */
const BLOCK = 4;

/**
 * A merge tree in scipy's linkage format: row s has the two merged clusters (0 … N−1 are rows, N + t is merge t; the lower
 * first), their distance, and the size of the merged cluster; distances ascend. N − 1 rows, 4 columns.
 */
export type Linkage = Matrix;

/**
 * Ward's minimum-variance clustering, the whole tree. The distance of clusters A and B is
 * √(2 |A| |B| / (|A| + |B|)) · ‖mean A − mean B‖, as scipy's `ward` and scikit-learn's AgglomerativeClustering have it.
 *
 * Nearest-neighbour chain (Murtagh, Computer Journal 26, 1983; Müllner, arXiv:1109.2378). Ward's distance follows from sizes
 * and means, so those are kept in place of a matrix of distances with Lance–Williams updates: the same tree in
 * N · columns instead of N² memory, and without the updates' accumulated rounding.
 *
 * @throws {LatentuneError} for no row, more than 50,000 rows, or a value that is not finite.
 */
export function wardLinkage(m: Matrix): Linkage {
  const { rows } = m;
  if (rows === 0) throw new LatentuneError("Ward clustering needs at least one song.");
  if (rows > WARD_LIMIT) {
    throw new LatentuneError(`Ward clustering takes time with the square of the songs: ${rows} are over ${WARD_LIMIT}.`, {
      remedy: "Use K-Means or DBSCAN for this many songs, or cluster a sample of them.",
    });
  }
  checkFinite(m);
  return relabelled(mergeByChain(m), rows);
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

/** A merge of the clusters that lie in two slots, in the order in which the chain found it. */
interface Merge {
  readonly low: number;
  readonly high: number;
  readonly distance: number;
}

/** Clusters in slots: slot s has its mean at s · cols of `means` and its size in `sizes`; `active` lists the slots in use. */
interface Slots {
  readonly cols: number;
  readonly means: Float64Array;
  readonly sizes: Float64Array;
  readonly active: Int32Array;
  count: number;
}

function mergeByChain(m: Matrix): Merge[] {
  const slots: Slots = {
    cols: m.cols,
    means: m.data.slice(),
    sizes: new Float64Array(m.rows).fill(1),
    active: Int32Array.from({ length: m.rows }, (_, slot) => slot),
    count: m.rows,
  };
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (slots.count > 1) {
    if (chain.length === 0) chain.push(slots.active[0]!);
    for (;;) {
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
      merges.push({ low, high, distance: Math.sqrt(squared) });
      merge(slots, low, high);
      break;
    }
  }
  return merges;
}

/** The nearest active slot to `tip`; `previous` wins ties, or the chain could go in circles; else the first does. */
function nearest(slots: Slots, tip: number, previous: number | undefined): { slot: number; squared: number } {
  const { cols, means, sizes, active, count } = slots;
  const size = sizes[tip]!;
  const tipStart = tip * cols;
  let slot = previous ?? -1;
  let best = previous === undefined ? Infinity : wardSquared(slots, tip, previous, Infinity);
  const blocksEnd = cols - (cols % BLOCK);
  for (let index = 0; index < count; index++) {
    const other = active[index]!;
    if (other === tip || other === previous) continue;
    const factor = (2 * size * sizes[other]!) / (size + sizes[other]!);
    // Comparing the bare distances saves a product a block; the factor is multiplied in once below.
    const limit = best / factor;
    let a = tipStart;
    let b = other * cols;
    let sum = 0;
    for (const end = a + blocksEnd; a < end && sum < limit; a += BLOCK, b += BLOCK) {
      const d0 = means[a]! - means[b]!;
      const d1 = means[a + 1]! - means[b + 1]!;
      const d2 = means[a + 2]! - means[b + 2]!;
      const d3 = means[a + 3]! - means[b + 3]!;
      sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
    }
    if (sum >= limit) continue;
    for (const end = tipStart + cols; a < end; a++, b++) sum += (means[a]! - means[b]!) ** 2;
    if (sum * factor < best) {
      best = sum * factor;
      slot = other;
    }
  }
  return { slot, squared: best };
}

function wardSquared({ cols, means, sizes }: Slots, a: number, b: number, limit: number): number {
  const factor = (2 * sizes[a]! * sizes[b]!) / (sizes[a]! + sizes[b]!);
  let sum = 0;
  for (let col = 0; col < cols && sum * factor < limit; col++) {
    const off = means[a * cols + col]! - means[b * cols + col]!;
    sum += off * off;
  }
  return sum * factor;
}

/** Puts the union into the higher slot and takes the lower one out of use. */
function merge(slots: Slots, low: number, high: number): void {
  const { cols, means, sizes, active } = slots;
  const lowSize = sizes[low]!;
  const total = lowSize + sizes[high]!;
  for (let col = 0; col < cols; col++) {
    const at = high * cols + col;
    means[at] = (means[at]! * sizes[high]! + means[low * cols + col]! * lowSize) / total;
  }
  sizes[high] = total;
  // Keep the order of the slots: it decides ties.
  const index = active.subarray(0, slots.count).indexOf(low);
  active.copyWithin(index, index + 1, slots.count);
  slots.count--;
}

/** Merges in ascending order (stable), slots replaced by cluster numbers with a union–find. */
function relabelled(merges: readonly Merge[], rows: number): Linkage {
  const sorted = [...merges].sort((a, b) => a.distance - b.distance);
  const parent = Int32Array.from({ length: 2 * rows - 1 }, (_, node) => node);
  const sizes = new Float64Array(2 * rows - 1).fill(1, 0, rows);
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = node; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const tree = matrix(sorted.length, 4);
  sorted.forEach(({ low, high, distance }, index) => {
    const a = rootOf(low);
    const b = rootOf(high);
    const joined = rows + index;
    parent[a] = parent[b] = joined;
    sizes[joined] = sizes[a]! + sizes[b]!;
    tree.data.set([Math.min(a, b), Math.max(a, b), distance, sizes[joined]], index * 4);
  });
  return tree;
}
