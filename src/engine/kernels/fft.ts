/** Bytes of one element: two complex numbers of float64, as (re, re′, im, im′). */
export const ELEMENT = 32;

/** The radices of the passes, in the order in which they are split off a length. */
export const RADICES = [4, 2, 3, 5] as const;

/** Float64 of one element. */
const WIDTH = ELEMENT / 8;

/**
 * Passes of Stockham's self-sorting transform over two interleaved complex signals, one for each radix (Van Loan,
 * Computational Frameworks for the Fast Fourier Transform, 1992, §1.7).
 */
export function plainFft(memory: ArrayBuffer) {
  const floats = new Float64Array(memory);
  /**
   * y[q + stride·(r·j + k)] = w(j, k) · Σ x[q + stride·(j + m·i)] · exp(−2πi·i·k/r) for i, k < r, j < m, q < stride, with the
   * twiddles w(j, k), 0 < k < r, as (cos, sin) one after the other, and w(j, 0) = 1. By this definition, so that rounding
   * differs from that of the kernel's butterflies.
   */
  const passOf = (radix: number) => {
    const angles = Array.from({ length: radix }, (_, k) => (-2 * Math.PI * k) / radix);
    const [cos, sin] = [Float64Array.from(angles, Math.cos), Float64Array.from(angles, Math.sin)];
    return (x: number, y: number, twiddles: number, m: number, strideBytes: number): void => {
      const stride = strideBytes / ELEMENT;
      for (let j = 0; j < m; j++) {
        for (let k = 0; k < radix; k++) {
          const twiddle = twiddles / 8 + 2 * (j * (radix - 1) + k - 1);
          const turnRe = k === 0 ? 1 : floats[twiddle]!;
          const turnIm = k === 0 ? 0 : floats[twiddle + 1]!;
          for (let q = 0; q < stride; q++) {
            for (let lane = 0; lane < 2; lane++) {
              let re = 0;
              let im = 0;
              for (let i = 0; i < radix; i++) {
                const from = x / 8 + WIDTH * (q + stride * (j + m * i)) + lane;
                const angle = (i * k) % radix;
                re += floats[from]! * cos[angle]! - floats[from + 2]! * sin[angle]!;
                im += floats[from]! * sin[angle]! + floats[from + 2]! * cos[angle]!;
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
    /**
     * z holds the transform of real signals a + i·b, two by two, and its first element again at `end`; out receives |A[k]|²
     * and |B[k]|² for k < count, as (a, a′, b, b′).
     */
    power(z: number, end: number, out: number, count: number): void {
      for (let at = 0; at < WIDTH * count; at += WIDTH) {
        for (let lane = 0; lane < 2; lane++) {
          const from = z / 8 + at + lane;
          const mirror = end / 8 - at + lane;
          const to = out / 8 + at + lane;
          floats[to] = ((floats[from]! + floats[mirror]!) ** 2 + (floats[from + 2]! - floats[mirror + 2]!) ** 2) * 0.25;
          floats[to + 2] =
            ((floats[from + 2]! + floats[mirror + 2]!) ** 2 + (floats[from]! - floats[mirror]!) ** 2) * 0.25;
        }
      }
    },
  };
}
