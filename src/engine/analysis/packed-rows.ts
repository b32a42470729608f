import type { Matrix } from "../core/matrix.ts";
import { GROUP } from "../kernels/distances.ts";
import { instantiateKernels } from "../kernels/instantiate.ts";

export { GROUP };

/** Bytes of one column of a group. */
const STEP = GROUP * 8;

/**
 * Rows of float64 in groups of eight, each group column by column, so that eight distances grow side by side in SIMD lanes
 * and memory is read from front to back. Distances are sums of squared differences in the order of the columns:
 * near-duplicates keep all their digits (unlike |x|² + |y|² − 2x·y).
 *
 * Slots are places of rows; those that hold none are zeros.
 */
export interface PackedRows {
  readonly cols: number;
  /** A multiple of {@link GROUP}. */
  readonly slots: number;
  /** Column `col` of slot `s` is `values[index(s, col)]`. */
  readonly values: Float64Array;
  index(slot: number, col: number): number;
  /** Copies a row of a matrix into a slot. */
  put(slot: number, m: Matrix, row: number): void;
  /**
   * Squared distances of one slot to all slots of the groups `first` … `end − 1`: entry s is slot s's, entries of other
   * groups are left as they were. The array belongs to the rows and changes with the next call. Expects first < end.
   */
  squaredDistances(slot: number, first: number, end: number): Float64Array;
  /**
   * Adds the distances of a slot with an even number and of the one behind it to the slots of the groups `first` … `end − 1`:
   * to {@link columnSums}, and returns each of the two slots' own sum. Expects first < end.
   */
  addDistances(slot: number, first: number, end: number): readonly [number, number];
  /** One per slot, 1 for those that {@link addDistances} counts; 0 at first. */
  readonly weights: Float64Array;
  /** One per slot; 0 at first. */
  readonly columnSums: Float64Array;
}

/** A matrix's rows, each in the slot of its number. */
export function packMatrix(m: Matrix): PackedRows {
  const packed = packedRows(m.rows, m.cols);
  for (let row = 0; row < m.rows; row++) packed.put(row, m, row);
  return packed;
}

/** Room for rows of `cols` columns. @param rows rounded up to whole groups */
export function packedRows(rows: number, cols: number): PackedRows {
  const groups = Math.max(1, Math.ceil(rows / GROUP));
  const slots = groups * GROUP;
  // A loop of the kernel runs at least once: no column is one of zeros.
  const columns = Math.max(1, cols);
  const groupBytes = columns * STEP;
  const [distancesAt, weightsAt, sumsAt] = [0, 1, 2].map((array) => groups * groupBytes + array * slots * 8) as [
    number,
    number,
    number,
  ];
  const resultAt = sumsAt + slots * 8;
  const { memory, kernels } = instantiateKernels(resultAt + 32);
  const view = (at: number): Float64Array => new Float64Array(memory, at, slots);
  const values = new Float64Array(memory, 0, groups * columns * GROUP);
  const squared = view(distancesAt);
  const weights = view(weightsAt);
  const result = new Float64Array(memory, resultAt, 4);
  const rowAt = (slot: number): number => Math.floor(slot / GROUP) * groupBytes + (slot % GROUP) * 8;
  const index = (slot: number, col: number): number => (rowAt(slot) + col * STEP) / 8;
  return {
    cols,
    slots,
    values,
    weights,
    columnSums: view(sumsAt),
    index,
    put(slot, m, row) {
      for (let col = 0, at = index(slot, 0); col < cols; col++, at += GROUP) values[at] = m.data[row * cols + col]!;
    },
    squaredDistances(slot, first, end) {
      const from = rowAt(slot);
      kernels.squaredDistances(
        from,
        from + groupBytes,
        first * groupBytes,
        distancesAt + first * STEP,
        distancesAt + end * STEP,
      );
      return squared;
    },
    addDistances(slot, first, end) {
      const from = rowAt(slot);
      const columns = sumsAt + first * STEP;
      kernels.addDistances(
        from,
        from + groupBytes,
        first * groupBytes,
        weightsAt + first * STEP,
        columns,
        sumsAt + end * STEP,
        resultAt,
        weights[slot + 1]!,
      );
      return [result[0]! + result[1]!, result[2]! + result[3]!];
    },
  };
}
