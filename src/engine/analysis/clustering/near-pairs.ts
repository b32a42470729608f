import type { Matrix } from "../../core/matrix.ts";
import { centreColumns, squaredDistance } from "../../core/linalg.ts";
import { instantiateKernels } from "../../kernels/instantiate.ts";
import { drained } from "../turns.ts";
import { GROUP, QUADS } from "../../kernels/near-pairs.ts";

/** Bytes of one column of a group. */
const STEP = GROUP * 4;

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/**
 * Visits every pair of different rows within `radius` of each other (at exactly this distance too) once, the lower row first,
 * in ascending order of the lower row's group of four.
 *
 * Pairs are prefiltered in float32, ‖a − b‖² ≤ r² being a·b ≥ (‖a‖² − r²/2)/2 + (‖b‖² − r²/2)/2, with a margin for its
 * rounding; what is left is decided in float64, so the answer is exact. `isSettled` spares that for pairs that no longer matter.
 */
export function forEachNearPair(
  m: Matrix,
  radius: number,
  visit: (low: number, high: number) => void,
  isSettled?: (low: number, high: number) => boolean,
): void {
  drained(nearPairTurns(m, radius, visit, isSettled));
}

/** {@link forEachNearPair} in short turns. */
export function* nearPairTurns(
  m: Matrix,
  radius: number,
  visit: (low: number, high: number) => void,
  isSettled: (low: number, high: number) => boolean = () => false,
): Generator<undefined, void, undefined> {
  const { rows, cols, data } = m;
  const limit = radius * radius;
  const prefilter = createPrefilter(m, radius);
  const { groups, masks } = prefilter;
  for (let quad = 0; quad * QUADS < rows; quad++) {
    yield;
    const firstGroup = Math.floor((quad * QUADS) / GROUP);
    prefilter.filter(quad, firstGroup);
    for (let group = firstGroup; group < groups; group++) {
      for (let mask = masks[group]!; mask !== 0; mask &= mask - 1) {
        const bit = 31 - Math.clz32(mask & -mask);
        const low = quad * QUADS + (bit >> 3);
        const high = group * GROUP + (bit & 7);
        if (low >= high || high >= rows || isSettled(low, high)) continue;
        if (squaredDistance(data, low * cols, data, high * cols, cols) <= limit) visit(low, high);
      }
    }
  }
}

interface Prefilter {
  readonly groups: number;
  /** One per group: bit 8 · r + s is set if row r of the four may be near row s of the group. */
  readonly masks: Int32Array;
  /** Compares four rows with the groups from `first` on. */
  filter(quad: number, first: number): void;
}

function createPrefilter(m: Matrix, radius: number): Prefilter {
  const { rows } = m;
  const columns = Math.max(1, m.cols);
  const groups = Math.max(1, Math.ceil(rows / GROUP));
  const groupBytes = columns * STEP;
  const thresholdsAt = groups * groupBytes;
  const masksAt = thresholdsAt + groups * STEP;
  const { memory, kernels } = instantiateKernels(masksAt + groups * 4);
  const values = new Float32Array(memory, 0, groups * columns * GROUP);
  const thresholds = new Float32Array(memory, thresholdsAt, groups * GROUP);
  const masks = new Int32Array(memory, masksAt, groups);

  // Around their mean and in units of the longest row, nothing overflows and little is lost.
  const centred = centreColumns(m);
  const norms = Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let at = row * m.cols; at < (row + 1) * m.cols; at++) sum += centred.data[at]! ** 2;
    return sum;
  });
  const longest = norms.reduce((a, b) => Math.max(a, b), 0);
  // Rows whose squares overflow are all sent on to be decided in float64: zeros, which every threshold lets through.
  const overflows = !Number.isFinite(longest);
  const unit = longest > 0 && !overflows ? Math.sqrt(longest) : Infinity;
  // Products of two rounded unit rows, their sum, and the thresholds' own rounding; twice the bound costs nothing.
  const margin = 2 * (columns + 8) * ROUNDOFF;
  const half = Math.min(radius / unit, 4) ** 2 / 2;
  for (let row = 0; row < rows; row++) {
    const [group, lane] = [Math.floor(row / GROUP), row % GROUP];
    for (let col = 0; col < m.cols && !overflows; col++) {
      values[(group * columns + col) * GROUP + lane] = centred.data[row * m.cols + col]! / unit;
    }
    thresholds[row] = overflows ? -1 : norms[row]! / unit ** 2 / 2 - half / 2 - margin / 2;
  }
  return {
    groups,
    masks,
    filter(quad, first) {
      const query = Math.floor((quad * QUADS) / GROUP) * groupBytes + (quad % (GROUP / QUADS)) * 16;
      const threshold = thresholdsAt + quad * 16;
      const from = thresholdsAt + first * STEP;
      kernels.nearPairs(
        query,
        query + groupBytes,
        threshold,
        first * groupBytes,
        from,
        masksAt + first * 4,
        masksAt + groups * 4,
      );
    },
  };
}
