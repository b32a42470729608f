import {
  advance,
  ADD,
  F64X2_ADD,
  F64X2_DIVIDE,
  F64X2_MAXIMUM,
  F64X2_MULTIPLY,
  F64X2_PROMOTE,
  F64X2_SUBTRACT,
  I64X2_ADD,
  I64X2_SHIFT_RIGHT,
  SUBTRACT,
  VECTOR_AND,
  VECTOR_OR,
  ZERO_VECTOR,
  constant,
  f32LoadFirst,
  f32LoadLane,
  f64LoadSplat,
  f64x2,
  get,
  i32Load,
  i64x2,
  load,
  repeatWhile,
  set,
  store,
  tee,
  type Code,
  type WasmFunction,
} from "../../core/simd/assembler.ts";

/** The least power that is told apart from none, as librosa and Whisper have it; its logarithm is −10. */
export const SILENT_POWER = 1e-10;

/**
 * What lies before and behind the transform, over four interleaved signals of float64 (value n of signal s at [4·n + s]):
 *
 *   frames(segment, hopBytes, window, out, count):       out[4n + s] = segment[n + s·hop] · window[n]    for n < count
 *   weightedSums(columns, spans, weights, out, rows):    out[4r + s] = Σ weights[i] · columns[4(start + i) + s]
 *   logarithms(values, count):                           log10(max(value, 1e-10)) in place, for 2·count finite values
 *
 * The segment is float32. Span r is (32·start, number of weights) as two integers, at least one weight; the weights of
 * all rows follow each other. Counts are at least 1.
 */
export const melFunctions = (): readonly WasmFunction[] => [frames(), weightedSums(), logarithms()];

const countDown = (local: number): Code => [get(local), constant(1), SUBTRACT, tee(local)].flat();

function frames(): WasmFunction {
  const [segment, hopBytes, window, out, count] = [0, 1, 2, 3, 4];
  const [second, third, fourth] = [5, 6, 7];
  const weight = 8;
  const behind = (from: number, to: number): Code => [get(from), get(hopBytes), ADD, set(to)].flat();
  const pair = (a: number, b: number): Code =>
    [get(b), get(a), f32LoadFirst(), f32LoadLane(1), F64X2_PROMOTE, get(weight), F64X2_MULTIPLY].flat();
  const sample = [
    [get(window), f64LoadSplat(), set(weight)],
    [get(out), pair(segment, second), store(), get(out), pair(third, fourth), store(16)],
    [segment, second, third, fourth].map((local) => advance(local, 4)),
    [advance(window, 8), advance(out, 32)],
  ].flat(2);
  const body = [
    behind(segment, second),
    behind(second, third),
    behind(third, fourth),
    repeatWhile(sample, countDown(count)),
  ];
  return { name: "frames", params: 5, integers: 3, vectors: 1, body: body.flat() };
}

function weightedSums(): WasmFunction {
  const [columns, spans, weights, out, rows] = [0, 1, 2, 3, 4];
  const [at, left] = [5, 6];
  const [weight, sum01, sum23] = [7, 8, 9];
  const addProduct = (sum: number, offset: number): Code =>
    [get(sum), get(weight), get(at), load(offset), F64X2_MULTIPLY, F64X2_ADD, set(sum)].flat();
  const term = [
    [get(weights), f64LoadSplat(), set(weight)],
    [addProduct(sum01, 0), addProduct(sum23, 16), advance(at, 32), advance(weights, 8)],
  ].flat(2);
  const row = [
    [get(spans), i32Load(), get(columns), ADD, set(at), get(spans), i32Load(4), set(left)],
    [ZERO_VECTOR, tee(sum01), set(sum23), repeatWhile(term, countDown(left))],
    [get(out), get(sum01), store(), get(out), get(sum23), store(16), advance(out, 32), advance(spans, 8)],
  ].flat(2);
  return { name: "weightedSums", params: 5, integers: 2, vectors: 3, body: repeatWhile(row, countDown(rows)) };
}

const bitsOf = (value: number): bigint => new BigInt64Array(Float64Array.of(value).buffer)[0]!;

/** 2^52 as float64; an integer below that, set into its lower bits, is that integer above it. */
const TWO_52 = 2 ** 52;
const EXPONENT_BIAS = 1023;
/** Terms of the series; the first that is left out is below 1e-14. */
const TERMS = 8;

/**
 * x = 2^k·m with √½ ≤ m < √2, and ln m = 2·(s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), |s| < 0.172. Splitting as in
 * FreeBSD's e_log.c.
 */
function logarithms(): WasmFunction {
  const [values, count] = [0, 1];
  const [bits, mantissa, s, square, sum] = [2, 3, 4, 5, 6];
  const half = bitsOf(Math.SQRT1_2);
  const exponent: Code = [
    [get(bits), constant(52), I64X2_SHIFT_RIGHT, i64x2(bitsOf(TWO_52)), VECTOR_OR],
    [f64x2(TWO_52 + EXPONENT_BIAS), F64X2_SUBTRACT],
  ].flat(2);
  const coefficient = (term: number): Code => f64x2((2 * Math.LOG10E) / (2 * term + 1));
  const horner = Array.from({ length: TERMS - 1 }, (_, index): Code =>
    [get(sum), get(square), F64X2_MULTIPLY, coefficient(TERMS - 2 - index), F64X2_ADD, set(sum)].flat(),
  );
  const pair = [
    [get(values), load(), f64x2(SILENT_POWER), F64X2_MAXIMUM, i64x2(bitsOf(1) - half), I64X2_ADD, set(bits)],
    [get(bits), i64x2(2n ** 52n - 1n), VECTOR_AND, i64x2(half), I64X2_ADD, set(mantissa)],
    [get(mantissa), f64x2(1), F64X2_SUBTRACT, get(mantissa), f64x2(1), F64X2_ADD, F64X2_DIVIDE, tee(s)],
    [get(s), F64X2_MULTIPLY, set(square), coefficient(TERMS - 1), set(sum), ...horner],
    [get(values), exponent, f64x2(Math.log10(2)), F64X2_MULTIPLY, get(s), get(sum), F64X2_MULTIPLY, F64X2_ADD, store()],
    advance(values, 16),
  ].flat(2);
  return { name: "logarithms", params: 2, integers: 0, vectors: 5, body: repeatWhile(pair, countDown(count)) };
}
