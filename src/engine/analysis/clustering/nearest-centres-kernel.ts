import {
  advance,
  ADD,
  F32X4_ADD,
  F32X4_GREATER,
  F32X4_LESS,
  F32X4_LESSER,
  F32X4_MULTIPLY,
  F32X4_SUBTRACT,
  I32X4_ADD,
  LESS,
  SELECT_BITS,
  ZERO_VECTOR,
  f32LoadSplat,
  f32x4,
  get,
  i32x4,
  load,
  repeatWhile,
  set,
  store,
  tee,
  wasmLibrary,
  type Code,
  type WasmFunction,
} from "../../core/simd/assembler.ts";

/** Rows that lie together, column by column: two vectors of four float32. */
export const GROUP = 8;

/** Centres that lie together, column by column, after the halves of their squared norms. */
export const BLOCK = 4;

const VECTORS = [0, 1] as const;
const MEMBERS = [0, 1, 2, 3] as const;

const [GROUP_AT, CENTRES, CENTRES_END, COLUMN_BYTES, ERROR, NORMS, NEAREST, NEAREST_END] = [0, 1, 2, 3, 4, 5, 6, 7];
const [CENTRE, ROWS, BLOCK_END] = [8, 9, 10];
const SPLAT = 11;
const NUMBER = 12;
const LOADED = [13, 14] as const;
const BEST = [15, 16] as const;
const SECOND = [17, 18] as const;
const INDEX = [19, 20] as const;
/** |c|²/2 − x · c of the block's four centres (rows) and the group's two vectors of rows (columns). */
const SCORES = [
  [21, 22],
  [23, 24],
  [25, 26],
  [27, 28],
] as const;

/**
 * nearest(rows, centres, centresEnd, columnBytes, error, norms, nearest, nearestEnd): byte offsets; whole groups of rows
 * until `nearest` reaches its end. `columnBytes` is columns × 16. A row's nearest centre has the least |c|²/2 − x · c, which
 * is half its squared distance but for |x|²/2. It is written where the second least is more by error₀ + error₁ · |x|, else −1.
 *
 * Four centres times eight rows are eight sums in registers that grow from six loads a column.
 */
function nearestKernel(): WasmFunction {
  const start = [
    VECTORS.flatMap((vector) => [
      f32x4(Infinity),
      tee(BEST[vector]),
      set(SECOND[vector]),
      ZERO_VECTOR,
      set(INDEX[vector]),
    ]),
    [ZERO_VECTOR, set(NUMBER), get(CENTRES), set(CENTRE)],
  ].flat(2);
  const block = [
    ...MEMBERS.flatMap((member) => [
      ...[get(CENTRE), f32LoadSplat(4 * member), tee(SCORES[member][0]), set(SCORES[member][1])].flat(),
    ]),
    ...advance(CENTRE, 4 * BLOCK),
    ...[get(GROUP_AT), set(ROWS), get(CENTRE), get(COLUMN_BYTES), ADD, set(BLOCK_END)].flat(),
    ...repeatWhile(column(), [get(CENTRE), get(BLOCK_END), LESS].flat()),
    ...MEMBERS.flatMap(compare),
  ];
  const group = [
    start,
    repeatWhile(block, [get(CENTRE), get(CENTRES_END), LESS].flat()),
    VECTORS.flatMap((vector) => [
      ...[get(NEAREST), get(INDEX[vector]), i32x4(-1)].flat(),
      ...[
        get(ERROR),
        f32LoadSplat(),
        get(ERROR),
        f32LoadSplat(4),
        get(NORMS),
        load(16 * vector),
        F32X4_MULTIPLY,
        F32X4_ADD,
      ].flat(),
      ...[get(SECOND[vector]), get(BEST[vector]), F32X4_SUBTRACT, F32X4_LESS, SELECT_BITS, store(16 * vector)].flat(),
    ]),
    [get(ROWS), set(GROUP_AT)].flat(),
    advance(NEAREST, 4 * GROUP),
    advance(NORMS, 4 * GROUP),
  ].flat();
  return {
    name: "nearest",
    params: 8,
    integers: 3,
    vectors: 18,
    body: repeatWhile(group, [get(NEAREST), get(NEAREST_END), LESS].flat()),
  };
}

/** Takes one column's products off the scores. (The compiler unrolls the loop; unrolled here it ran out of registers.) */
function column(): Code {
  return [
    ...VECTORS.flatMap((vector) => [...get(ROWS), ...load(16 * vector), ...set(LOADED[vector])]),
    ...MEMBERS.flatMap((member) => [
      ...[get(CENTRE), f32LoadSplat(4 * member), set(SPLAT)].flat(),
      ...VECTORS.flatMap((vector) => subtractProduct(SCORES[member][vector], LOADED[vector])),
    ]),
    ...advance(ROWS, 4 * GROUP),
    ...advance(CENTRE, 4 * BLOCK),
  ];
}

function subtractProduct(score: number, loaded: number): Code {
  return [get(score), get(loaded), get(SPLAT), F32X4_MULTIPLY, F32X4_SUBTRACT, set(score)].flat();
}

/** Best, second best and number of the best, with one more centre. */
function compare(member: 0 | 1 | 2 | 3): Code {
  const updates = VECTORS.map((vector) => {
    const score = SCORES[member][vector];
    return [
      [get(NUMBER), get(INDEX[vector]), get(score), get(BEST[vector]), F32X4_LESS, SELECT_BITS, set(INDEX[vector])],
      [get(SECOND[vector]), get(BEST[vector]), get(score), F32X4_GREATER, F32X4_LESSER, set(SECOND[vector])],
      [get(BEST[vector]), get(score), F32X4_LESSER, set(BEST[vector])],
    ].flat(2);
  });
  return [...updates.flat(), ...[get(NUMBER), i32x4(1), I32X4_ADD, set(NUMBER)].flat()];
}

export const nearestLibrary = wasmLibrary(() => [nearestKernel()]);
