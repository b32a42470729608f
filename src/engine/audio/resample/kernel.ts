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
  type WasmFunction,
} from "../../core/simd/assembler.ts";

/**
 * The inner loops of the resampler; the dot products are nearly all of its work.
 *
 *   run(count, out, input, phase, table, tapBytes, up, down):
 *     repeat count times:
 *       out[0] = Σ input[k] · table[phase][k]
 *       out += 1; phase += down; input += ⌊phase / up⌋; phase = phase mod up
 *
 *   runStreams(count, out, input, phase, table, tapBytes, up, down, outStride, inputStride):
 *     the same for out + s·outStride and input + s·inputStride, s < STREAMS, whose phases agree: one load of a weight serves
 *     as many products. Both add in the same order, so that it does not matter which of them gives a sample.
 *
 * Addresses and strides are in bytes; tapBytes is a multiple of 32; count is at least 1; samples are float32.
 */
export interface Kernel {
  readonly memory: ArrayBuffer;
  readonly run: (...values: readonly [...KernelArguments]) => void;
  readonly runStreams: (...values: readonly [...KernelArguments, outStride: number, inputStride: number]) => void;
}

export type KernelArguments = readonly [
  count: number,
  out: number,
  input: number,
  phase: number,
  table: number,
  tapBytes: number,
  up: number,
  down: number,
];

/** Outputs at once: with four, V8 runs out of vector registers and keeps sums in memory. */
export const STREAMS = 3;

/** The kernel over a fresh memory of at least so many bytes. */
export function instantiateKernel(bytes: number): Kernel {
  const { memory, exports } = library.instantiate(bytes);
  return { memory, run: exports["run"]!, runStreams: exports["runStreams"]! };
}

const [COUNT, OUT, INPUT, PHASE, TABLE, TAP_BYTES, UP, DOWN, OUT_STRIDE, INPUT_STRIDE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const library = wasmLibrary(() => [
  resampling("run", { streams: 1, params: 8 }),
  resampling("runStreams", { streams: STREAMS, params: 10 }),
]);

/** The function that computes as many outputs at once as there are streams. */
function resampling(
  name: string,
  { streams, params }: { readonly streams: number; readonly params: number },
): WasmFunction {
  const [weight, end, target] = [params, params + 1, params + 2];
  const integers = 3 + streams;
  const samples = Array.from({ length: streams }, (_, s) => params + 3 + s);
  const factor = params + integers;
  // Two sums each, so that an addition need not wait for the one before.
  const sums = samples.map((_, s) => ({ even: factor + 1 + 2 * s, odd: factor + 2 + 2 * s }));
  const advance = (local: number, by: Code): Code => [...get(local), ...by, ...ADD, ...set(local)];

  const multiplyAdd = (sum: number, sample: number, offset: number): Code =>
    [get(sum), get(sample), load(offset), get(factor), F32X4_MULTIPLY, F32X4_ADD, set(sum)].flat();
  const products = (offset: number, part: "even" | "odd"): Code =>
    [
      get(weight),
      load(offset),
      set(factor),
      ...sums.map((sum, s) => multiplyAdd(sum[part], samples[s]!, offset)),
    ].flat();
  const startStreams = samples.flatMap((sample, s) =>
    s === 0 ? [...get(INPUT), ...set(sample)] : [get(samples[s - 1]!), get(INPUT_STRIDE), ADD, set(sample)].flat(),
  );
  const clear = sums.flatMap(({ even, odd }) => [...ZERO_VECTOR, ...tee(even), ...set(odd)]);
  const storeSum = ({ even, odd }: { readonly even: number; readonly odd: number }): Code => {
    const lane = (index: number): Code => [...get(even), ...f32Lane(index)];
    return [
      [get(target), get(even), get(odd), F32X4_ADD, set(even)],
      [lane(0), lane(1), F32_ADD, lane(2), lane(3), F32_ADD, F32_ADD, f32Store],
    ].flat(2);
  };
  const output = [
    [get(PHASE), get(TAP_BYTES), MULTIPLY, get(TABLE), ADD, tee(weight), get(TAP_BYTES), ADD, set(end)].flat(),
    [startStreams, clear].flat(),
    repeatWhile(
      [
        products(0, "even"),
        products(16, "odd"),
        [weight, ...samples].flatMap((local) => advance(local, constant(32))),
      ].flat(),
      [get(weight), get(end), LESS].flat(),
    ),
    [...get(OUT), ...set(target)],
    sums.flatMap((sum, s) => (s === 0 ? storeSum(sum) : [...advance(target, get(OUT_STRIDE)), ...storeSum(sum)])),
  ].flat();
  const next = [
    [advance(OUT, constant(4)), get(PHASE), get(DOWN), ADD, tee(PHASE)],
    [get(UP), DIVIDE, constant(2), SHIFT_LEFT, get(INPUT), ADD, set(INPUT)],
    [get(PHASE), get(UP), REMAINDER, set(PHASE)],
  ].flat(2);
  const again = [get(COUNT), constant(1), SUBTRACT, tee(COUNT)].flat();
  return { name, params, integers, vectors: 1 + 2 * streams, body: repeatWhile([...output, ...next], again) };
}
