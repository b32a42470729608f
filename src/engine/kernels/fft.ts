/** Bytes of one element, the numbers of all signals: two complex ones of float64 as (re, re′, im, im′), or four of float32. */
export const ELEMENT = 32;

/** Float32 of one element, half of them real parts. */
const WIDTH = ELEMENT / 4;
const LANES = WIDTH / 2;

/** The radices of the passes, in the order in which they are split off a length. */
export const RADICES = [4, 2, 3, 5] as const;

/**
 * Passes of Stockham's self-sorting transform over interleaved complex signals, one for each radix (Van Loan,
 * Computational Frameworks for the Fast Fourier Transform, 1992, §1.7): over two signals of float64, or four of float32.
 */
export function plainFft(memory: ArrayBuffer) {
  /**
   * y[q + stride·(r·j + k)] = w(j, k) · Σ x[q + stride·(j + m·i)] · exp(−2πi·i·k/r) for i, k < r, j < m, q < stride, with the
   * twiddles w(j, k), 0 < k < r, as (cos, sin) one after the other, and w(j, 0) = 1. By this definition, so that rounding
   * differs from that of the kernel's butterflies.
   */
  const passOf = (radix: number, floats: Float64Array | Float32Array) => {
    const bytes = floats.BYTES_PER_ELEMENT;
    const width = ELEMENT / bytes;
    const lanes = width / 2;
    const angles = Array.from({ length: radix }, (_, k) => (-2 * Math.PI * k) / radix);
    const [cos, sin] = [Float64Array.from(angles, Math.cos), Float64Array.from(angles, Math.sin)];
    return (x: number, y: number, twiddles: number, m: number, strideBytes: number): void => {
      const stride = strideBytes / ELEMENT;
      for (let j = 0; j < m; j++) {
        for (let k = 0; k < radix; k++) {
          const twiddle = twiddles / bytes + 2 * (j * (radix - 1) + k - 1);
          const turnRe = k === 0 ? 1 : floats[twiddle]!;
          const turnIm = k === 0 ? 0 : floats[twiddle + 1]!;
          for (let q = 0; q < stride; q++) {
            for (let lane = 0; lane < lanes; lane++) {
              let re = 0;
              let im = 0;
              for (let i = 0; i < radix; i++) {
                const from = x / bytes + width * (q + stride * (j + m * i)) + lane;
                const angle = (i * k) % radix;
                re += floats[from]! * cos[angle]! - floats[from + lanes]! * sin[angle]!;
                im += floats[from]! * sin[angle]! + floats[from + lanes]! * cos[angle]!;
              }
              const to = y / bytes + width * (q + stride * (radix * j + k)) + lane;
              floats[to] = re * turnRe - im * turnIm;
              floats[to + lanes] = re * turnIm + im * turnRe;
            }
          }
        }
      }
    };
  };
  const [doubles, singles] = [new Float64Array(memory), new Float32Array(memory)];
  return {
    pass2: passOf(2, doubles),
    pass3: passOf(3, doubles),
    pass4: passOf(4, doubles),
    pass5: passOf(5, doubles),
    pass2Float32: passOf(2, singles),
    pass3Float32: passOf(3, singles),
    pass4Float32: passOf(4, singles),
    pass5Float32: passOf(5, singles),
    /**
     * z holds the transform of float32 signals a + i·b, four by four, and its first element again at `end`; out receives
     * |A[k]|² and |B[k]|² for k < count, as (a, a′, …, b, b′, …).
     */
    power(z: number, end: number, out: number, count: number): void {
      for (let at = 0; at < WIDTH * count; at += WIDTH) {
        for (let lane = 0; lane < LANES; lane++) {
          const from = z / 4 + at + lane;
          const mirror = end / 4 - at + lane;
          const to = out / 4 + at + lane;
          const [re, im] = [singles[from]!, singles[from + LANES]!];
          const [mirrorRe, mirrorIm] = [singles[mirror]!, singles[mirror + LANES]!];
          singles[to] = ((re + mirrorRe) ** 2 + (im - mirrorIm) ** 2) * 0.25;
          singles[to + LANES] = ((im + mirrorIm) ** 2 + (re - mirrorRe) ** 2) * 0.25;
        }
      }
    },
  };
}
