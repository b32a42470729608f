// The steps before the Fourier transform (windows) and after it (mel filters, logarithm). Described in ../mel.ts.

/** Two float32, of which the second lies elsewhere, times a float64. */
function weightedPair(first: usize, second: usize, weight: v128): v128 {
  return f64x2.mul(f64x2.promote_low_f32x4(v128.load32_lane(second, v128.load32_zero(first), 1)), weight);
}

export function frames(segment: usize, hopBytes: usize, window: usize, out: usize, count: i32): void {
  let second = segment + hopBytes;
  let third = second + hopBytes;
  let fourth = third + hopBytes;
  do {
    const weight = v128.load64_splat(window);
    v128.store(out, weightedPair(segment, second, weight));
    v128.store(out, weightedPair(third, fourth, weight), 16);
    segment += 4;
    second += 4;
    third += 4;
    fourth += 4;
    window += 8;
    out += 32;
  } while (--count);
}

export function weightedSums(columns: usize, spans: usize, weights: usize, out: usize, rows: i32): void {
  do {
    let at = columns + load<usize>(spans);
    let left = load<i32>(spans, 4);
    let sum01 = f64x2(0, 0);
    let sum23 = f64x2(0, 0);
    do {
      const weight = v128.load64_splat(weights);
      sum01 = f64x2.add(sum01, f64x2.mul(weight, v128.load(at)));
      sum23 = f64x2.add(sum23, f64x2.mul(weight, v128.load(at, 16)));
      at += 32;
      weights += 8;
    } while (--left);
    v128.store(out, sum01);
    v128.store(out, sum23, 16);
    out += 32;
    spans += 8;
  } while (--rows);
}

/** √½ */
const SQRT1_2: f64 = 0.7071067811865476;
/** 2^52: an integer below it, set into its lower bits, is that integer above it. */
const TWO_52: f64 = 4503599627370496;
const MANTISSA_BITS: i64 = (1 << 52) - 1;
const EXPONENT_BIAS: f64 = 1023;

const SILENT_POWER: f64 = 1e-10;
const LOG10_OF_2: f64 = 0.3010299956639812;
const TWO_LOG10_OF_E: f64 = 0.8685889638065036;

/** sum · square + 2 · log10(e) / divisor */
function horner(sum: v128, square: v128, divisor: f64): v128 {
  return f64x2.add(f64x2.mul(sum, square), f64x2.splat(TWO_LOG10_OF_E / divisor));
}

/**
 * x = 2^k·m with √½ ≤ m < √2, and ln m = 2·(s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), |s| < 0.172. Splitting as in
 * FreeBSD's e_log.c. Of the series the first term that is left out is below 1e-14.
 */
export function logarithms(values: usize, count: i32): void {
  do {
    const audible = f64x2.max(v128.load(values), f64x2.splat(SILENT_POWER));
    const bits = i64x2.add(audible, i64x2.splat(reinterpret<i64>(1.0) - reinterpret<i64>(SQRT1_2)));
    const mantissa = i64x2.add(v128.and(bits, i64x2.splat(MANTISSA_BITS)), i64x2.splat(reinterpret<i64>(SQRT1_2)));
    const s = f64x2.div(f64x2.sub(mantissa, f64x2.splat(1)), f64x2.add(mantissa, f64x2.splat(1)));
    const square = f64x2.mul(s, s);
    let sum = f64x2.splat(TWO_LOG10_OF_E / 15);
    sum = horner(sum, square, 13);
    sum = horner(sum, square, 11);
    sum = horner(sum, square, 9);
    sum = horner(sum, square, 7);
    sum = horner(sum, square, 5);
    sum = horner(sum, square, 3);
    sum = horner(sum, square, 1);
    const shifted = v128.or(i64x2.shr_u(bits, 52), i64x2.splat(reinterpret<i64>(TWO_52)));
    const exponent = f64x2.sub(shifted, f64x2.splat(TWO_52 + EXPONENT_BIAS));
    v128.store(values, f64x2.add(f64x2.mul(exponent, f64x2.splat(LOG10_OF_2)), f64x2.mul(s, sum)));
    values += 16;
  } while (--count);
}
