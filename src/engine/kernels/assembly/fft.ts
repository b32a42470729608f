// Passes of a Fourier transform over two interleaved complex signals of float64. Described in ../fft.ts.

/** Bytes of one element: (re, re′, im, im′). */
const ELEMENT: usize = 32;
const IMAGINARY: usize = 16;

function store(at: usize, re: v128, im: v128): void {
  v128.store(at, re);
  v128.store(at, im, IMAGINARY);
}

/** Stores the product with cos + i·sin. */
function storeTurned(at: usize, re: v128, im: v128, twiddle: usize): void {
  const cos = v128.load64_splat(twiddle);
  const sin = v128.load64_splat(twiddle, 8);
  v128.store(at, f64x2.sub(f64x2.mul(re, cos), f64x2.mul(im, sin)));
  v128.store(at, f64x2.add(f64x2.mul(re, sin), f64x2.mul(im, cos)), IMAGINARY);
}

export function pass2(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
  const step = stride * m;
  do {
    let left = stride;
    do {
      const re0 = v128.load(x);
      const im0 = v128.load(x, IMAGINARY);
      const re1 = v128.load(x + step);
      const im1 = v128.load(x + step, IMAGINARY);
      store(y, f64x2.add(re0, re1), f64x2.add(im0, im1));
      storeTurned(y + stride, f64x2.sub(re0, re1), f64x2.sub(im0, im1), twiddles);
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += stride;
    twiddles += 16;
  } while (--m);
}

const SIN_60: f64 = 0.8660254037844387;

export function pass3(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
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
      const sumRe = f64x2.add(re1, re2);
      const sumIm = f64x2.add(im1, im2);
      const oddRe = f64x2.mul(f64x2.sub(re1, re2), f64x2.splat(SIN_60));
      const oddIm = f64x2.mul(f64x2.sub(im1, im2), f64x2.splat(SIN_60));
      const evenRe = f64x2.sub(re0, f64x2.mul(sumRe, f64x2.splat(0.5)));
      const evenIm = f64x2.sub(im0, f64x2.mul(sumIm, f64x2.splat(0.5)));
      at = y;
      store(at, f64x2.add(re0, sumRe), f64x2.add(im0, sumIm));
      at += stride;
      storeTurned(at, f64x2.add(evenRe, oddIm), f64x2.sub(evenIm, oddRe), twiddles);
      at += stride;
      storeTurned(at, f64x2.sub(evenRe, oddIm), f64x2.add(evenIm, oddRe), twiddles + 16);
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += 2 * stride;
    twiddles += 32;
  } while (--m);
}

export function pass4(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
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
      const evenRe = f64x2.add(re0, re2);
      const evenIm = f64x2.add(im0, im2);
      const leftRe = f64x2.sub(re0, re2);
      const leftIm = f64x2.sub(im0, im2);
      const oddRe = f64x2.add(re1, re3);
      const oddIm = f64x2.add(im1, im3);
      const rightRe = f64x2.sub(re1, re3);
      const rightIm = f64x2.sub(im1, im3);
      at = y;
      store(at, f64x2.add(evenRe, oddRe), f64x2.add(evenIm, oddIm));
      at += stride;
      storeTurned(at, f64x2.add(leftRe, rightIm), f64x2.sub(leftIm, rightRe), twiddles);
      at += stride;
      storeTurned(at, f64x2.sub(evenRe, oddRe), f64x2.sub(evenIm, oddIm), twiddles + 16);
      at += stride;
      storeTurned(at, f64x2.sub(leftRe, rightIm), f64x2.add(leftIm, rightRe), twiddles + 32);
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += 3 * stride;
    twiddles += 48;
  } while (--m);
}

const SIN_72: f64 = 0.9510565162951535;
const SIN_144: f64 = 0.5877852522924732;
const SIN_288: f64 = -0.9510565162951536;
const COS_72: f64 = 0.30901699437494745;
const COS_144: f64 = -0.8090169943749473;
const COS_288: f64 = 0.30901699437494723;

/** a · x + b · y */
function combine(x: v128, a: f64, y: v128, b: f64): v128 {
  return f64x2.add(f64x2.mul(x, f64x2.splat(a)), f64x2.mul(y, f64x2.splat(b)));
}

export function pass5(x: usize, y: usize, twiddles: usize, m: i32, stride: usize): void {
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
      const sum1Re = f64x2.add(re1, re4);
      const sum1Im = f64x2.add(im1, im4);
      const odd1Re = f64x2.sub(re1, re4);
      const odd1Im = f64x2.sub(im1, im4);
      const sum2Re = f64x2.add(re2, re3);
      const sum2Im = f64x2.add(im2, im3);
      const odd2Re = f64x2.sub(re2, re3);
      const odd2Im = f64x2.sub(im2, im3);
      at = y;
      store(at, f64x2.add(re0, f64x2.add(sum1Re, sum2Re)), f64x2.add(im0, f64x2.add(sum1Im, sum2Im)));
      const outerEvenRe = f64x2.add(re0, combine(sum1Re, COS_72, sum2Re, COS_144));
      const outerEvenIm = f64x2.add(im0, combine(sum1Im, COS_72, sum2Im, COS_144));
      const outerOddRe = combine(odd1Re, SIN_72, odd2Re, SIN_144);
      const outerOddIm = combine(odd1Im, SIN_72, odd2Im, SIN_144);
      const innerEvenRe = f64x2.add(re0, combine(sum1Re, COS_144, sum2Re, COS_288));
      const innerEvenIm = f64x2.add(im0, combine(sum1Im, COS_144, sum2Im, COS_288));
      const innerOddRe = combine(odd1Re, SIN_144, odd2Re, SIN_288);
      const innerOddIm = combine(odd1Im, SIN_144, odd2Im, SIN_288);
      at += stride;
      storeTurned(at, f64x2.add(outerEvenRe, outerOddIm), f64x2.sub(outerEvenIm, outerOddRe), twiddles);
      at += stride;
      storeTurned(at, f64x2.add(innerEvenRe, innerOddIm), f64x2.sub(innerEvenIm, innerOddRe), twiddles + 16);
      at += stride;
      storeTurned(at, f64x2.sub(innerEvenRe, innerOddIm), f64x2.add(innerEvenIm, innerOddRe), twiddles + 32);
      at += stride;
      storeTurned(at, f64x2.sub(outerEvenRe, outerOddIm), f64x2.add(outerEvenIm, outerOddRe), twiddles + 48);
      x += ELEMENT;
      y += ELEMENT;
      left -= ELEMENT;
    } while (left);
    y += 4 * stride;
    twiddles += 64;
  } while (--m);
}

function quarterOfSquares(x: v128, y: v128): v128 {
  return f64x2.mul(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)), f64x2.splat(0.25));
}

/** A = (Z[k] + conj Z[−k])/2 and B = (Z[k] − conj Z[−k])/2i. */
export function power(z: usize, end: usize, out: usize, count: i32): void {
  do {
    const re = v128.load(z);
    const im = v128.load(z, IMAGINARY);
    const mirrorRe = v128.load(end);
    const mirrorIm = v128.load(end, IMAGINARY);
    v128.store(out, quarterOfSquares(f64x2.add(re, mirrorRe), f64x2.sub(im, mirrorIm)));
    v128.store(out, quarterOfSquares(f64x2.add(im, mirrorIm), f64x2.sub(re, mirrorRe)), IMAGINARY);
    z += ELEMENT;
    out += ELEMENT;
    end -= ELEMENT;
  } while (--count);
}
