import {
  ADD,
  DIVIDE,
  F32_ADD,
  F32X4_ADD,
  F32X4_MULTIPLY,
  LESS,
  MULTIPLY,
  REMAINDER,
  SHIFT_LEFT,
  SUBTRACT,
  ZERO_VECTOR,
  constant,
  f32Lane,
  f32Store,
  get,
  load,
  repeatWhile,
  set,
  tee,
  wasmLibrary,
  type Code,
} from "../../core/simd/assembler.ts";

/**
 * The inner loop of the resampler; the dot products are nearly all of its work.
 *
 *   run(count, out, input, phase, table, tapBytes, up, down):
 *     repeat count times:
 *       out[0] = Σ input[k] · table[phase][k]
 *       out += 1; phase += down; input += ⌊phase / up⌋; phase = phase mod up
 *
 * Addresses are byte offsets into the memory; tapBytes is a multiple of 32; count is at least 1; samples are float32.
 */
export interface Kernel {
  readonly memory: ArrayBuffer;
  readonly run: (
    count: number,
    out: number,
    input: number,
    phase: number,
    table: number,
    tapBytes: number,
    up: number,
    down: number,
  ) => void;
}

/** The kernel over a fresh memory of at least so many bytes. */
export function instantiateKernel(bytes: number): Kernel {
  const { memory, exports } = library.instantiate(bytes);
  return { memory, run: exports["run"]! };
}

const [COUNT, OUT, INPUT, PHASE, TABLE, TAP_BYTES, UP, DOWN] = [0, 1, 2, 3, 4, 5, 6, 7];
const [WEIGHT, SAMPLE, END] = [8, 9, 10];
const [SUM_A, SUM_B] = [11, 12];

const library = wasmLibrary(() => {
  const multiplyAdd = (sum: number, offset: number): Code =>
    [get(sum), get(SAMPLE), load(offset), get(WEIGHT), load(offset), F32X4_MULTIPLY, F32X4_ADD, set(sum)].flat();
  const lane = (index: number): Code => [...get(SUM_A), ...f32Lane(index)];
  const dotProduct = [
    [get(PHASE), get(TAP_BYTES), MULTIPLY, get(TABLE), ADD, tee(WEIGHT), get(TAP_BYTES), ADD, set(END)],
    [get(INPUT), set(SAMPLE), ZERO_VECTOR, tee(SUM_A), set(SUM_B)],
    // Two sums, so that an addition need not wait for the one before.
    repeatWhile(
      [
        [multiplyAdd(SUM_A, 0), multiplyAdd(SUM_B, 16)],
        [get(SAMPLE), constant(32), ADD, set(SAMPLE), get(WEIGHT), constant(32), ADD, set(WEIGHT)],
      ].flat(2),
      [get(WEIGHT), get(END), LESS].flat(),
    ),
    [get(OUT), get(SUM_A), get(SUM_B), F32X4_ADD, set(SUM_A)],
    [lane(0), lane(1), F32_ADD, lane(2), lane(3), F32_ADD, F32_ADD, f32Store],
  ].flat(2) as Code;
  const advance = [
    [get(OUT), constant(4), ADD, set(OUT), get(PHASE), get(DOWN), ADD, tee(PHASE)],
    [get(UP), DIVIDE, constant(2), SHIFT_LEFT, get(INPUT), ADD, set(INPUT)],
    [get(PHASE), get(UP), REMAINDER, set(PHASE)],
  ].flat(2);
  const next = [get(COUNT), constant(1), SUBTRACT, tee(COUNT)].flat();
  return [
    { name: "run", params: 8, integers: 3, vectors: 2, body: repeatWhile([...dotProduct, ...advance], next) },
  ];
});
