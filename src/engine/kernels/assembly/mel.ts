// The steps before the Fourier transform (windows) and after it (mel filters, logarithm). Described in ../mel.ts.

/** One float32 of four places, `step` bytes apart, each times the weight. */
function weighted(at: usize, step: usize, weight: v128): v128 {
  let values = v128.load32_zero(at);
  at += step;
  values = v128.load32_lane(at, values, 1);
  at += step;
  values = v128.load32_lane(at, values, 2);
  at += step;
  return f32x4.mul(v128.load32_lane(at, values, 3), weight);
}

export function frames(segment: usize, hopBytes: usize, window: usize, out: usize, count: i32): void {
  const half = 4 * hopBytes;
  do {
    const weight = v128.load32_splat(window);
    v128.store(out, weighted(segment, hopBytes, weight));
    v128.store(out, weighted(segment + half, hopBytes, weight), 16);
    segment += 4;
    window += 4;
    out += 32;
  } while (--count);
}

export function weightedSums(columns: usize, spans: usize, weights: usize, out: usize, rows: i32): void {
  do {
    let at = columns + load<usize>(spans);
    let left = load<i32>(spans, 4);
    let first = f32x4(0, 0, 0, 0);
    let second = f32x4(0, 0, 0, 0);
    do {
      const weight = v128.load32_splat(weights);
      first = f32x4.add(first, f32x4.mul(weight, v128.load(at)));
      second = f32x4.add(second, f32x4.mul(weight, v128.load(at, 16)));
      at += 32;
      weights += 4;
    } while (--left);
    v128.store(out, first);
    v128.store(out, second, 16);
    out += 32;
    spans += 8;
  } while (--rows);
}

const ONE: f32 = 1;
/** √½ */
const SQRT1_2: f32 = 0.70710678;
const MANTISSA_BITS: i32 = (1 << 23) - 1;
const EXPONENT_BIAS: i32 = 127;

const SILENT_POWER: f32 = 1e-10;
/** log10(2) in two parts, the first with so few digits that its product with an exponent is exact. */
const LOG10_OF_2: f32 = 3.0102920532e-1;
const LOG10_OF_2_REST: f32 = 7.9034151668e-7;
const TWO_LOG10_OF_E: f32 = 0.86858896;

/** sum · square + 2 · log10(e) / divisor */
function horner(sum: v128, square: v128, divisor: f32): v128 {
  return f32x4.add(f32x4.mul(sum, square), f32x4.splat(TWO_LOG10_OF_E / divisor));
}

/**
 * x = 2^k·m with √½ ≤ m < √2, and ln m = 2·(s + s³/3 + s⁵/5 + …) with s = (m − 1)/(m + 1), |s| < 0.172. Splitting as in
 * FreeBSD's e_log10f.c. Of the series the first term that is left out is below 1e-9.
 */
export function logarithms(values: usize, count: i32): void {
  do {
    const audible = f32x4.max(v128.load(values), f32x4.splat(SILENT_POWER));
    const bits = i32x4.add(audible, i32x4.splat(reinterpret<i32>(ONE) - reinterpret<i32>(SQRT1_2)));
    const mantissa = i32x4.add(v128.and(bits, i32x4.splat(MANTISSA_BITS)), i32x4.splat(reinterpret<i32>(SQRT1_2)));
    const s = f32x4.div(f32x4.sub(mantissa, f32x4.splat(1)), f32x4.add(mantissa, f32x4.splat(1)));
    const square = f32x4.mul(s, s);
    let sum = f32x4.splat(TWO_LOG10_OF_E / 9);
    sum = horner(sum, square, 7);
    sum = horner(sum, square, 5);
    sum = horner(sum, square, 3);
    sum = horner(sum, square, 1);
    const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), i32x4.splat(EXPONENT_BIAS)));
    const rest = f32x4.add(f32x4.mul(exponent, f32x4.splat(LOG10_OF_2_REST)), f32x4.mul(s, sum));
    v128.store(values, f32x4.add(f32x4.mul(exponent, f32x4.splat(LOG10_OF_2)), rest));
    values += 16;
  } while (--count);
}
