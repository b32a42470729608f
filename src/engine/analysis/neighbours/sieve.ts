import { instantiateKernels } from "../../kernels/instantiate.ts";
import { GROUP, QUADS } from "../../kernels/near-pairs.ts";
import type { Cells } from "./cells.ts";

/** Bytes of one column of a group. */
const STEP = GROUP * 4;
/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/** Compares rows with all rows of a cell in float32 lanes, four rows at a time. */
export interface Sieve {
  /**
   * One per group of eight of the cell's rows: bit 8 · q + s is set if query q may be nearer than its limit to row s of the
   * group. A pair that is nearer is never missed; the caller decides in float64. Overwritten by the next call.
   * @param queries slots of up to four rows. @param limits their squared distances
   */
  masks(cell: number, queries: Int32Array, limits: Float64Array, count: number): Int32Array;
}

/**
 * Rows are measured from their cell's centre, and queries from it as well: a pair's float32 rounding is then as small as the
 * two are near, whatever the data's extent. ‖a − b‖² ≤ r² is a·b ≥ (‖a‖² − r²)/2 + ‖b‖²/2.
 */
export function createSieve({ points, starts, centres, radii }: Cells): Sieve {
  const { cols } = points;
  const columns = Math.max(1, cols);
  const groupBytes = columns * STEP;
  const count = radii.length;
  // Every cell starts a group of its own.
  const firstGroup = new Uint32Array(count + 1);
  let most = 0;
  for (let cell = 0; cell < count; cell++) {
    const groups = Math.ceil((starts[cell + 1]! - starts[cell]!) / GROUP);
    firstGroup[cell + 1] = firstGroup[cell]! + groups;
    most = Math.max(most, groups);
  }
  const groups = firstGroup[count]!;
  const thresholdsAt = groups * groupBytes;
  const queriesAt = thresholdsAt + groups * STEP;
  const limitsAt = queriesAt + groupBytes;
  const masksAt = limitsAt + QUADS * 4;
  const { memory, kernels } = instantiateKernels(masksAt + most * 4);
  const values = new Float32Array(memory, 0, groups * columns * GROUP);
  const thresholds = new Float32Array(memory, thresholdsAt, groups * GROUP).fill(Infinity);
  const quad = new Float32Array(memory, queriesAt, columns * GROUP);
  const rowThresholds = new Float32Array(memory, limitsAt, QUADS);
  const masks = new Int32Array(memory, masksAt, most);
  const unit = unitOf(points.data);
  const data = points.data;
  for (let cell = 0; cell < count; cell++) {
    for (let at = starts[cell]!; at < starts[cell + 1]!; at++) {
      const place = at - starts[cell]!;
      const group = firstGroup[cell]! + Math.floor(place / GROUP);
      let to = group * columns * GROUP + (place % GROUP);
      let norm = 0;
      for (let col = 0; col < cols; col++, to += GROUP) {
        const value = (data[at * cols + col]! - centres.data[cell * cols + col]!) * unit;
        values[to] = value;
        norm += value * value;
      }
      thresholds[group * GROUP + (place % GROUP)] = norm / 2;
    }
  }
  // Products of two rounded rows, their sum, and the thresholds' own rounding; twice the bound costs nothing.
  const margin = 2 * ROUNDOFF * (columns + 8);
  return {
    masks(cell, queries, limits, used) {
      const centre = cell * cols;
      const radius = (radii[cell]! * unit) ** 2;
      for (let q = 0; q < QUADS; q++) {
        if (q >= used) {
          rowThresholds[q] = Infinity;
          continue;
        }
        const from = queries[q]! * cols;
        let norm = 0;
        for (let col = 0, to = q; col < cols; col++, to += GROUP) {
          const value = (data[from + col]! - centres.data[centre + col]!) * unit;
          quad[to] = value;
          norm += value * value;
        }
        const limit = limits[q]! * unit * unit;
        rowThresholds[q] = (norm - limit) / 2 - margin * (norm + radius + Math.min(limit, norm + radius));
      }
      const from = firstGroup[cell]!;
      const length = firstGroup[cell + 1]! - from;
      kernels.nearPairs(
        queriesAt,
        queriesAt + groupBytes,
        limitsAt,
        from * groupBytes,
        thresholdsAt + from * STEP,
        masksAt,
        masksAt + length * 4,
      );
      return masks;
    },
  };
}

/** A power of two that brings differences of values to 1 or less. */
function unitOf(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? 2 ** Math.max(-500, Math.min(500, -2 - Math.floor(Math.log2(largest)))) : 1;
}
