// Passes of a Fourier transform over interleaved complex signals, two of float64 or four of float32. Described in ../fft.ts.

/** Bytes of one element: the real parts of all signals, then their imaginary parts. */
const ELEMENT: usize = 32;
const IMAGINARY: usize = 16;

function store(at: usize, re: v128, im: v128): void {
  v128.store(at, re);
  v128.store(at, im, IMAGINARY);
}

/** Stores the product with cos + i·sin. */
function storeTurned<T>(at: usize, re: v128, im: v128, twiddle: usize): void {
  const cos = v128.load_splat<T>(twiddle);
  const sin = v128.load_splat<T>(twiddle, sizeof<T>());
  v128.store(at, v128.sub<T>(v128.mul<T>(re, cos), v128.mul<T>(im, sin)));
  v128.store(at, v128.add<T>(v128.mul<T>(re, sin), v128.mul<T>(im, cos)), IMAGINARY);
}

function turn2<T>(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  const step = stride * m;
  do {
    let left = stride;
    do {
      const re0 = v128.load(x);
      const im0 = v128.load(x, IMAGINARY);
      const re1 = v128.load(x + step);
      const im1 = v128.load(x + step, IMAGINARY);
      store(y, v128.add<T>(re0, re1), v128.add<T>(im0, im1));
      storeTurned<T>(y + stride, v128.sub<T>(re0, re1), v128.sub<T>(im0, im1), twiddles);
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += stride;
    twiddles += 2 * sizeof<T>();
  } while (--m);
}

const SIN_60: f64 = 0.8660254037844387;

function turn3<T>(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  const step = stride * m;
  do {
    let left = stride;
    do {
      let at = x;
      const re0 = v128.load(at);
      const im0 = v128.load(at, IMAGINARY);
      at += step;
      const re1 = v128.load(at);
      const im1 = v128.load(at, IMAGINARY);
      at += step;
      const re2 = v128.load(at);
      const im2 = v128.load(at, IMAGINARY);
      const sumRe = v128.add<T>(re1, re2);
      const sumIm = v128.add<T>(im1, im2);
      const oddRe = v128.mul<T>(v128.sub<T>(re1, re2), v128.splat<T>(SIN_60 as T));
      const oddIm = v128.mul<T>(v128.sub<T>(im1, im2), v128.splat<T>(SIN_60 as T));
      const evenRe = v128.sub<T>(re0, v128.mul<T>(sumRe, v128.splat<T>(0.5 as T)));
      const evenIm = v128.sub<T>(im0, v128.mul<T>(sumIm, v128.splat<T>(0.5 as T)));
      at = y;
      store(at, v128.add<T>(re0, sumRe), v128.add<T>(im0, sumIm));
      at += stride;
      storeTurned<T>(at, v128.add<T>(evenRe, oddIm), v128.sub<T>(evenIm, oddRe), twiddles);
      at += stride;
      storeTurned<T>(at, v128.sub<T>(evenRe, oddIm), v128.add<T>(evenIm, oddRe), twiddles + 2 * sizeof<T>());
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += 2 * stride;
    twiddles += 4 * sizeof<T>();
  } while (--m);
}

function turn4<T>(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  const step = stride * m;
  do {
    let left = stride;
    do {
      let at = x;
      const re0 = v128.load(at);
      const im0 = v128.load(at, IMAGINARY);
      at += step;
      const re1 = v128.load(at);
      const im1 = v128.load(at, IMAGINARY);
      at += step;
      const re2 = v128.load(at);
      const im2 = v128.load(at, IMAGINARY);
      at += step;
      const re3 = v128.load(at);
      const im3 = v128.load(at, IMAGINARY);
      const evenRe = v128.add<T>(re0, re2);
      const evenIm = v128.add<T>(im0, im2);
      const leftRe = v128.sub<T>(re0, re2);
      const leftIm = v128.sub<T>(im0, im2);
      const oddRe = v128.add<T>(re1, re3);
      const oddIm = v128.add<T>(im1, im3);
      const rightRe = v128.sub<T>(re1, re3);
      const rightIm = v128.sub<T>(im1, im3);
      at = y;
      store(at, v128.add<T>(evenRe, oddRe), v128.add<T>(evenIm, oddIm));
      at += stride;
      storeTurned<T>(at, v128.add<T>(leftRe, rightIm), v128.sub<T>(leftIm, rightRe), twiddles);
      at += stride;
      storeTurned<T>(at, v128.sub<T>(evenRe, oddRe), v128.sub<T>(evenIm, oddIm), twiddles + 2 * sizeof<T>());
      at += stride;
      storeTurned<T>(at, v128.sub<T>(leftRe, rightIm), v128.add<T>(leftIm, rightRe), twiddles + 4 * sizeof<T>());
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += 3 * stride;
    twiddles += 6 * sizeof<T>();
  } while (--m);
}

const SIN_72: f64 = 0.9510565162951535;
const SIN_144: f64 = 0.5877852522924732;
const SIN_288: f64 = -0.9510565162951536;
const COS_72: f64 = 0.30901699437494745;
const COS_144: f64 = -0.8090169943749473;
const COS_288: f64 = 0.30901699437494723;

/** a · x + b · y */
function combine<T>(x: v128, a: f64, y: v128, b: f64): v128 {
  return v128.add<T>(v128.mul<T>(x, v128.splat<T>(a as T)), v128.mul<T>(y, v128.splat<T>(b as T)));
}

function turn5<T>(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  const step = stride * m;
  do {
    let left = stride;
    do {
      let at = x;
      const re0 = v128.load(at);
      const im0 = v128.load(at, IMAGINARY);
      at += step;
      const re1 = v128.load(at);
      const im1 = v128.load(at, IMAGINARY);
      at += step;
      const re2 = v128.load(at);
      const im2 = v128.load(at, IMAGINARY);
      at += step;
      const re3 = v128.load(at);
      const im3 = v128.load(at, IMAGINARY);
      at += step;
      const re4 = v128.load(at);
      const im4 = v128.load(at, IMAGINARY);
      const sum1Re = v128.add<T>(re1, re4);
      const sum1Im = v128.add<T>(im1, im4);
      const odd1Re = v128.sub<T>(re1, re4);
      const odd1Im = v128.sub<T>(im1, im4);
      const sum2Re = v128.add<T>(re2, re3);
      const sum2Im = v128.add<T>(im2, im3);
      const odd2Re = v128.sub<T>(re2, re3);
      const odd2Im = v128.sub<T>(im2, im3);
      at = y;
      store(at, v128.add<T>(re0, v128.add<T>(sum1Re, sum2Re)), v128.add<T>(im0, v128.add<T>(sum1Im, sum2Im)));
      const outerEvenRe = v128.add<T>(re0, combine<T>(sum1Re, COS_72, sum2Re, COS_144));
      const outerEvenIm = v128.add<T>(im0, combine<T>(sum1Im, COS_72, sum2Im, COS_144));
      const outerOddRe = combine<T>(odd1Re, SIN_72, odd2Re, SIN_144);
      const outerOddIm = combine<T>(odd1Im, SIN_72, odd2Im, SIN_144);
      const innerEvenRe = v128.add<T>(re0, combine<T>(sum1Re, COS_144, sum2Re, COS_288));
      const innerEvenIm = v128.add<T>(im0, combine<T>(sum1Im, COS_144, sum2Im, COS_288));
      const innerOddRe = combine<T>(odd1Re, SIN_144, odd2Re, SIN_288);
      const innerOddIm = combine<T>(odd1Im, SIN_144, odd2Im, SIN_288);
      at += stride;
      storeTurned<T>(at, v128.add<T>(outerEvenRe, outerOddIm), v128.sub<T>(outerEvenIm, outerOddRe), twiddles);
      at += stride;
      storeTurned<T>(
        at,
        v128.add<T>(innerEvenRe, innerOddIm),
        v128.sub<T>(innerEvenIm, innerOddRe),
        twiddles + 2 * sizeof<T>(),
      );
      at += stride;
      storeTurned<T>(
        at,
        v128.sub<T>(innerEvenRe, innerOddIm),
        v128.add<T>(innerEvenIm, innerOddRe),
        twiddles + 4 * sizeof<T>(),
      );
      at += stride;
      storeTurned<T>(
        at,
        v128.sub<T>(outerEvenRe, outerOddIm),
        v128.add<T>(outerEvenIm, outerOddRe),
        twiddles + 6 * sizeof<T>(),
      );
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += 4 * stride;
    twiddles += 8 * sizeof<T>();
  } while (--m);
}

export function pass2(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn2<f64>(x, y, twiddles, m, stride);
}

export function pass2Float32(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn2<f32>(x, y, twiddles, m, stride);
}

export function pass3(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn3<f64>(x, y, twiddles, m, stride);
}

export function pass3Float32(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn3<f32>(x, y, twiddles, m, stride);
}

export function pass4(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn4<f64>(x, y, twiddles, m, stride);
}

export function pass4Float32(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn4<f32>(x, y, twiddles, m, stride);
}

export function pass5(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn5<f64>(x, y, twiddles, m, stride);
}

export function pass5Float32(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  turn5<f32>(x, y, twiddles, m, stride);
}

function quarterOfSquares(x: v128, y: v128): v128 {
  return f32x4.mul(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)), f32x4.splat(0.25));
}

/** A = (Z[k] + conj Z[−k])/2 and B = (Z[k] − conj Z[−k])/2i. */
export function power(z: usize, end: usize, out: usize, count: i32): void {
  do {
    const re = v128.load(z);
    const im = v128.load(z, IMAGINARY);
    const mirrorRe = v128.load(end);
    const mirrorIm = v128.load(end, IMAGINARY);
    v128.store(out, quarterOfSquares(f32x4.add(re, mirrorRe), f32x4.sub(im, mirrorIm)));
    v128.store(out, quarterOfSquares(f32x4.add(im, mirrorIm), f32x4.sub(re, mirrorRe)), IMAGINARY);
    z += ELEMENT;
    out += ELEMENT;
    end -= ELEMENT;
  } while (--count);
}
