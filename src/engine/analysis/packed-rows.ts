import type { Matrix } from "../core/matrix.ts";
import {
  advance,
  F64X2_ADD,
  F64X2_MULTIPLY,
  F64X2_SQUARE_ROOT,
  F64X2_SUBTRACT,
  LESS,
  ZERO_VECTOR,
  f64LoadSplat,
  get,
  load,
  repeatWhile,
  set,
  store,
  tee,
  wasmLibrary,
  type Code,
  type WasmFunction,
} from "../core/simd/assembler.ts";

/** Rows that lie together: four vectors of two float64. */
export const GROUP = 8;

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
   * Adds the distances of one slot, or of two neighbouring ones, to the slots of the groups `first` … `end − 1`: to
   * {@link ToSums.columns}, entry s the distance to slot s (to both), and returns each slot's own sum. Weights (0 or 1, one
   * per slot) leave slots without a row out. Expects first < end.
   */
  addDistances(slot: number, count: 1 | 2, first: number, end: number): readonly [number, number];
  /** One per slot; 0 at first. */
  readonly weights: Float64Array;
  /** One per slot; 0 at first. */
  readonly columnSums: Float64Array;
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
  const { memory, exports } = library.instantiate(resultAt + 32);
  const view = (at: number): Float64Array => new Float64Array(memory, at, slots);
  const values = new Float64Array(memory, 0, groups * columns * GROUP);
  const squared = view(distancesAt);
  const result = new Float64Array(memory, resultAt, 4);
  const rowAt = (slot: number): number => Math.floor(slot / GROUP) * groupBytes + (slot % GROUP) * 8;
  const index = (slot: number, col: number): number => (rowAt(slot) + col * STEP) / 8;
  return {
    cols,
    slots,
    values,
    weights: view(weightsAt),
    columnSums: view(sumsAt),
    index,
    put(slot, m, row) {
      for (let col = 0, at = index(slot, 0); col < cols; col++, at += GROUP) values[at] = m.data[row * cols + col]!;
    },
    squaredDistances(slot, first, end) {
      const from = rowAt(slot);
      exports["squaredDistances"]!(
        from,
        from + groupBytes,
        first * groupBytes,
        distancesAt + first * STEP,
        distancesAt + end * STEP,
      );
      return squared;
    },
    addDistances(slot, count, first, end) {
      const from = rowAt(slot);
      const range = [weightsAt + first * STEP, sumsAt + first * STEP, sumsAt + end * STEP];
      exports[`addDistances${count}`]!(from, from + groupBytes, first * groupBytes, ...range, resultAt);
      return [result[0]! + result[1]!, count === 1 ? 0 : result[2]! + result[3]!];
    },
  };
}

const VECTORS = [0, 1, 2, 3] as const;

/**
 * The loop over columns: adds the squared differences of one or two rows (the second lies in the next lane) to a group's
 * eight. Of the locals, `query` and `group` move on; `sums[r][v]` are row r's vectors.
 */
function squaredDifferences(
  at: {
    readonly query: number;
    readonly queryEnd: number;
    readonly group: number;
    readonly splat: readonly number[];
    readonly loaded: number;
    readonly difference: number;
  },
  sums: readonly (readonly number[])[],
): Code {
  const splats = sums.flatMap((_, row) => [...get(at.query), ...f64LoadSplat(8 * row), ...set(at.splat[row]!)]);
  const vectors = VECTORS.flatMap((vector) => [
    ...[get(at.group), load(16 * vector), set(at.loaded)].flat(),
    ...sums.flatMap((row, r) =>
      [
        [get(row[vector]!), get(at.loaded), get(at.splat[r]!), F64X2_SUBTRACT, tee(at.difference)],
        [get(at.difference), F64X2_MULTIPLY, F64X2_ADD, set(row[vector]!)],
      ].flat(2),
    ),
  ]);
  const zeros = sums.flat().flatMap((sum) => [...ZERO_VECTOR, ...set(sum)]);
  const loop = [...splats, ...vectors, ...advance(at.query, STEP), ...advance(at.group, STEP)];
  return [...zeros, ...repeatWhile(loop, [get(at.query), get(at.queryEnd), LESS].flat())];
}

/** squaredDistances(row, rowEnd, group, out, outEnd): byte offsets; whole groups until `out` reaches its end. */
function squaredDistancesKernel(): WasmFunction {
  const [ROW, ROW_END, GROUP_AT, OUT, OUT_END, QUERY] = [0, 1, 2, 3, 4, 5];
  const sums = [[6, 7, 8, 9]];
  const locals = { query: QUERY, queryEnd: ROW_END, group: GROUP_AT, splat: [10], loaded: 11, difference: 12 };
  const body = [
    [get(ROW), set(QUERY), squaredDifferences(locals, sums)],
    VECTORS.flatMap((vector) => [get(OUT), get(sums[0]![vector]!), store(16 * vector)]),
    [advance(OUT, STEP)],
  ].flat(2);
  const condition = [get(OUT), get(OUT_END), LESS].flat();
  return { name: "squaredDistances", params: 5, integers: 1, vectors: 7, body: repeatWhile(body, condition) };
}

/** addDistances(row, rowEnd, group, weights, columnSums, columnSumsEnd, result) of one row, or of it and the next. */
function addDistancesKernel(rows: 1 | 2): WasmFunction {
  const [ROW, ROW_END, GROUP_AT, WEIGHTS, COLUMNS, COLUMNS_END, RESULT, QUERY] = [0, 1, 2, 3, 4, 5, 6, 7];
  const totals = [8, 9].slice(0, rows);
  const splat = [10, 11];
  const [LOADED, DIFFERENCE] = [12, 13];
  const sums = [
    [14, 15, 16, 17],
    [18, 19, 20, 21],
  ].slice(0, rows);
  const locals = { query: QUERY, queryEnd: ROW_END, group: GROUP_AT, splat, loaded: LOADED, difference: DIFFERENCE };
  const distance = (row: number, vector: number): Code =>
    [
      [get(sums[row]![vector]!), F64X2_SQUARE_ROOT, get(WEIGHTS), load(16 * vector), F64X2_MULTIPLY, tee(DIFFERENCE)],
      [get(totals[row]!), F64X2_ADD, set(totals[row]!), get(DIFFERENCE), F64X2_ADD],
    ].flat(2);
  const body = [
    [get(ROW), set(QUERY), squaredDifferences(locals, sums)],
    VECTORS.flatMap((vector) => [
      [get(COLUMNS), get(COLUMNS), load(16 * vector)].flat(),
      ...sums.map((_, row) => distance(row, vector)),
      store(16 * vector),
    ]),
    [advance(COLUMNS, STEP), advance(WEIGHTS, STEP)],
  ].flat(2);
  const condition = [get(COLUMNS), get(COLUMNS_END), LESS].flat();
  const zeros = totals.flatMap((total) => [...ZERO_VECTOR, ...set(total)]);
  const results = totals.flatMap((total, row) => [get(RESULT), get(total), store(16 * row)].flat());
  return {
    name: `addDistances${rows}`,
    params: 7,
    integers: 1,
    vectors: 14,
    body: [...zeros, ...repeatWhile(body, condition), ...results],
  };
}

const library = wasmLibrary(() => [squaredDistancesKernel(), addDistancesKernel(1), addDistancesKernel(2)]);
