/** One pass over the data: `radix`-point transforms of elements that lie `stride·m` apart, then twiddle factors. */
export interface Stage {
  readonly radix: number;
  readonly m: number;
  readonly stride: number;
  /** exp(−2πi·j·k/(radix·m)) at [j·(radix − 1) + k − 1], for j < m and 0 < k < radix. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** exp(−2πi·k/radix), k < radix: for radices without a butterfly of their own. */
  readonly rootCos: Float64Array;
  readonly rootSin: Float64Array;
}

export type Pass = (stage: Stage, xRe: Float64Array, xIm: Float64Array, yRe: Float64Array, yIm: Float64Array) => void;

const pass2: Pass = ({ m, stride, cos, sin }, xRe, xIm, yRe, yIm) => {
  for (let j = 0; j < m; j++) {
    const c = cos[j]!;
    const s = sin[j]!;
    for (let q = 0; q < stride; q++) {
      const a = q + stride * j;
      const b = a + stride * m;
      const out = q + stride * 2 * j;
      const re = xRe[a]! - xRe[b]!;
      const im = xIm[a]! - xIm[b]!;
      yRe[out] = xRe[a]! + xRe[b]!;
      yIm[out] = xIm[a]! + xIm[b]!;
      yRe[out + stride] = re * c - im * s;
      yIm[out + stride] = re * s + im * c;
    }
  }
};

const SIN60 = Math.sqrt(3) / 2;

const pass3: Pass = ({ m, stride, cos, sin }, xRe, xIm, yRe, yIm) => {
  for (let j = 0; j < m; j++) {
    const [c1, s1, c2, s2] = [cos[2 * j]!, sin[2 * j]!, cos[2 * j + 1]!, sin[2 * j + 1]!];
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * j;
      const i1 = i0 + stride * m;
      const i2 = i1 + stride * m;
      const out = q + stride * 3 * j;
      const sumRe = xRe[i1]! + xRe[i2]!;
      const sumIm = xIm[i1]! + xIm[i2]!;
      const midRe = xRe[i0]! - 0.5 * sumRe;
      const midIm = xIm[i0]! - 0.5 * sumIm;
      const turnRe = SIN60 * (xIm[i1]! - xIm[i2]!);
      const turnIm = SIN60 * (xRe[i2]! - xRe[i1]!);
      yRe[out] = xRe[i0]! + sumRe;
      yIm[out] = xIm[i0]! + sumIm;
      store(yRe, yIm, out + stride, midRe + turnRe, midIm + turnIm, c1, s1);
      store(yRe, yIm, out + 2 * stride, midRe - turnRe, midIm - turnIm, c2, s2);
    }
  }
};

const pass4: Pass = ({ m, stride, cos, sin }, xRe, xIm, yRe, yIm) => {
  const step = stride * m;
  for (let j = 0; j < m; j++) {
    const t = 3 * j;
    const c1 = cos[t]!;
    const s1 = sin[t]!;
    const c2 = cos[t + 1]!;
    const s2 = sin[t + 1]!;
    const c3 = cos[t + 2]!;
    const s3 = sin[t + 2]!;
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * j;
      const i1 = i0 + step;
      const i2 = i1 + step;
      const i3 = i2 + step;
      const out = q + stride * 4 * j;
      const aRe = xRe[i0]! + xRe[i2]!;
      const aIm = xIm[i0]! + xIm[i2]!;
      const bRe = xRe[i0]! - xRe[i2]!;
      const bIm = xIm[i0]! - xIm[i2]!;
      const cRe = xRe[i1]! + xRe[i3]!;
      const cIm = xIm[i1]! + xIm[i3]!;
      // −i·(x1 − x3)
      const dRe = xIm[i1]! - xIm[i3]!;
      const dIm = xRe[i3]! - xRe[i1]!;
      yRe[out] = aRe + cRe;
      yIm[out] = aIm + cIm;
      store(yRe, yIm, out + stride, bRe + dRe, bIm + dIm, c1, s1);
      store(yRe, yIm, out + 2 * stride, aRe - cRe, aIm - cIm, c2, s2);
      store(yRe, yIm, out + 3 * stride, bRe - dRe, bIm - dIm, c3, s3);
    }
  }
};

const COS72 = Math.cos((2 * Math.PI) / 5);
const SIN72 = Math.sin((2 * Math.PI) / 5);
const COS144 = Math.cos((4 * Math.PI) / 5);
const SIN144 = Math.sin((4 * Math.PI) / 5);

const pass5: Pass = ({ m, stride, cos, sin }, xRe, xIm, yRe, yIm) => {
  const step = stride * m;
  for (let j = 0; j < m; j++) {
    const t = 4 * j;
    for (let q = 0; q < stride; q++) {
      const i0 = q + stride * j;
      const i1 = i0 + step;
      const i2 = i1 + step;
      const i3 = i2 + step;
      const i4 = i3 + step;
      const out = q + stride * 5 * j;
      const p1Re = xRe[i1]! + xRe[i4]!;
      const p1Im = xIm[i1]! + xIm[i4]!;
      const m1Re = xRe[i1]! - xRe[i4]!;
      const m1Im = xIm[i1]! - xIm[i4]!;
      const p2Re = xRe[i2]! + xRe[i3]!;
      const p2Im = xIm[i2]! + xIm[i3]!;
      const m2Re = xRe[i2]! - xRe[i3]!;
      const m2Im = xIm[i2]! - xIm[i3]!;
      const aRe = xRe[i0]! + COS72 * p1Re + COS144 * p2Re;
      const aIm = xIm[i0]! + COS72 * p1Im + COS144 * p2Im;
      const bRe = xRe[i0]! + COS144 * p1Re + COS72 * p2Re;
      const bIm = xIm[i0]! + COS144 * p1Im + COS72 * p2Im;
      // −i times the odd parts
      const cRe = SIN72 * m1Im + SIN144 * m2Im;
      const cIm = -(SIN72 * m1Re + SIN144 * m2Re);
      const dRe = SIN144 * m1Im - SIN72 * m2Im;
      const dIm = -(SIN144 * m1Re - SIN72 * m2Re);
      yRe[out] = xRe[i0]! + p1Re + p2Re;
      yIm[out] = xIm[i0]! + p1Im + p2Im;
      store(yRe, yIm, out + stride, aRe + cRe, aIm + cIm, cos[t]!, sin[t]!);
      store(yRe, yIm, out + 2 * stride, bRe + dRe, bIm + dIm, cos[t + 1]!, sin[t + 1]!);
      store(yRe, yIm, out + 3 * stride, bRe - dRe, bIm - dIm, cos[t + 2]!, sin[t + 2]!);
      store(yRe, yIm, out + 4 * stride, aRe - cRe, aIm - cIm, cos[t + 3]!, sin[t + 3]!);
    }
  }
};

/** Any radix by its definition, O(radix²): for lengths with large prime factors. */
export const passGeneric: Pass = ({ radix, m, stride, cos, sin, rootCos, rootSin }, xRe, xIm, yRe, yIm) => {
  for (let j = 0; j < m; j++) {
    for (let q = 0; q < stride; q++) {
      for (let k = 0; k < radix; k++) {
        let re = 0;
        let im = 0;
        for (let r = 0; r < radix; r++) {
          const at = q + stride * (j + m * r);
          const root = (r * k) % radix;
          re += xRe[at]! * rootCos[root]! - xIm[at]! * rootSin[root]!;
          im += xRe[at]! * rootSin[root]! + xIm[at]! * rootCos[root]!;
        }
        const twiddle = j * (radix - 1) + k - 1;
        const out = q + stride * (radix * j + k);
        if (k === 0) store(yRe, yIm, out, re, im, 1, 0);
        else store(yRe, yIm, out, re, im, cos[twiddle]!, sin[twiddle]!);
      }
    }
  }
};

/** The passes with a butterfly of their own, by radix. */
export const BUTTERFLIES: Partial<Record<number, Pass>> = { 2: pass2, 3: pass3, 4: pass4, 5: pass5 };

/** y[at] = (re + i·im)·(c + i·s) */
function store(
  yRe: Float64Array,
  yIm: Float64Array,
  at: number,
  re: number,
  im: number,
  c: number,
  s: number,
): void {
  yRe[at] = re * c - im * s;
  yIm[at] = re * s + im * c;
}
