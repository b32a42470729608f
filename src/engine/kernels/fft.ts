/** Bytes of one element: two complex numbers of float64, as (re, re′, im, im′). */
export const ELEMENT = 32;

/** The radices of the passes, in the order in which they are split off a length. */
export const RADICES = [4, 2, 3, 5] as const;
type Radix = (typeof RADICES)[number];

/**
 * y[q + stride·(r·j + k)] = w(j, k) · Σ x[q + stride·(j + m·i)] · exp(−2πi·i·k/r) for i, k < r, j < m, q < stride, with the
 * twiddles w(j, k), 0 < k < r, as (cos, sin) one after the other, and w(j, 0) = 1.
 */
type Pass = (x: number, y: number, twiddles: number, m: number, strideBytes: number) => void;

/**
 * Passes of Stockham's self-sorting transform over two interleaved complex signals, one for each radix (Van Loan,
 * Computational Frameworks for the Fast Fourier Transform, 1992, §1.7).
 */
export interface FftKernel extends Readonly<Record<`pass${Radix}`, Pass>> {
  /**
   * z holds the transform of real signals a + i·b, two by two, and its first element again at `end`; out receives |A[k]|²
   * and |B[k]|² for k < count, as (a, a′, b, b′).
   */
  power(z: number, end: number, out: number, count: number): void;
}

/** Float64 of one element. */
const WIDTH = ELEMENT / 8;

export function plainFft(memory: ArrayBuffer): FftKernel {
  const floats = new Float64Array(memory);
  /** By the definition, so that rounding differs from that of the kernel's butterflies. */
  const passOf = (radix: number): Pass => {
    const angles = Array.from({ length: radix }, (_, k) => (-2 * Math.PI * k) / radix);
    const [cos, sin] = [Float64Array.from(angles, Math.cos), Float64Array.from(angles, Math.sin)];
    return (x, y, twiddles, m, strideBytes) => {
      const stride = strideBytes / ELEMENT;
      for (let j = 0; j < m; j++) {
        for (let k = 0; k < radix; k++) {
          const twiddle = twiddles / 8 + 2 * (j * (radix - 1) + k - 1);
          const [turnRe, turnIm] = k === 0 ? [1, 0] : [floats[twiddle]!, floats[twiddle + 1]!];
          for (let q = 0; q < stride; q++) {
            for (let lane = 0; lane < 2; lane++) {
              let [re, im] = [0, 0];
              for (let i = 0; i < radix; i++) {
                const from = x / 8 + WIDTH * (q + stride * (j + m * i)) + lane;
                const [a, b, c, s] = [floats[from]!, floats[from + 2]!, cos[(i * k) % radix]!, sin[(i * k) % radix]!];
                re += a * c - b * s;
                im += a * s + b * c;
              }
              const to = y / 8 + WIDTH * (q + stride * (radix * j + k)) + lane;
              floats[to] = re * turnRe - im * turnIm;
              floats[to + 2] = re * turnIm + im * turnRe;
            }
          }
        }
      }
    };
  };
  return {
    pass2: passOf(2),
    pass3: passOf(3),
    pass4: passOf(4),
    pass5: passOf(5),
    power(z, end, out, count) {
      for (let k = 0; k < count; k++) {
        for (let lane = 0; lane < 2; lane++) {
          const [from, mirror, to] = [z + ELEMENT * k, end - ELEMENT * k, out + ELEMENT * k].map((at) => at / 8 + lane);
          const [re, im] = [floats[from!]!, floats[from! + 2]!];
          const [mirrorRe, mirrorIm] = [floats[mirror!]!, floats[mirror! + 2]!];
          floats[to!] = ((re + mirrorRe) ** 2 + (im - mirrorIm) ** 2) * 0.25;
          floats[to! + 2] = ((im + mirrorIm) ** 2 + (re - mirrorRe) ** 2) * 0.25;
        }
      }
    },
  };
}
