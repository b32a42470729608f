import { LatentuneError } from "../../core/errors.ts";
import { createComplexFft } from "./complex-fft.ts";

/** A planned transform of real signals of one even length. Holds its own scratch arrays: not for concurrent use. */
export interface RealFft {
  readonly size: number;
  /**
   * The discrete Fourier transform X[k] = Σ x[n]·exp(−2πi·k·n/size) for k = 0 … size/2.
   * `re` and `im` have size/2 + 1 elements.
   */
  forward(frame: Float64Array, re: Float64Array, im: Float64Array): void;
  /** |X[k]|² for k = 0 … size/2. */
  power(frame: Float64Array, out: Float64Array): void;
}

/**
 * Plans a real FFT of any even length; fast where the length is a product of 2, 3 and 5, such as 400 (Whisper) and
 * 2048 (librosa). One complex transform of half the length, then the usual split into even and odd samples.
 * Well-kept packages on npm stop at powers of two.
 * @throws {LatentuneError} if `size` is not an even number of at least 2.
 */
export function createRealFft(size: number): RealFft {
  if (!Number.isInteger(size) || size < 2 || size % 2 !== 0) {
    throw new LatentuneError(`A real FFT needs an even length of at least 2, got ${size}.`);
  }
  const half = size / 2;
  const complex = createComplexFft(half);
  const cos = Float64Array.from({ length: half + 1 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sin = Float64Array.from({ length: half + 1 }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  const re = new Float64Array(half + 1);
  const im = new Float64Array(half + 1);

  function forward(frame: Float64Array, outRe: Float64Array, outIm: Float64Array): void {
    const { inputRe, inputIm } = complex;
    for (let n = 0; n < half; n++) {
      inputRe[n] = frame[2 * n]!;
      inputIm[n] = frame[2 * n + 1]!;
    }
    const [zRe, zIm] = complex.run();
    outRe[0] = zRe[0]! + zIm[0]!;
    outIm[0] = 0;
    outRe[half] = zRe[0]! - zIm[0]!;
    outIm[half] = 0;
    for (let k = 1; k < half; k++) {
      const mirror = half - k;
      const evenRe = 0.5 * (zRe[k]! + zRe[mirror]!);
      const evenIm = 0.5 * (zIm[k]! - zIm[mirror]!);
      const oddRe = 0.5 * (zIm[k]! + zIm[mirror]!);
      const oddIm = 0.5 * (zRe[mirror]! - zRe[k]!);
      outRe[k] = evenRe + oddRe * cos[k]! + oddIm * sin[k]!;
      outIm[k] = evenIm + oddIm * cos[k]! - oddRe * sin[k]!;
    }
  }

  function power(frame: Float64Array, out: Float64Array): void {
    forward(frame, re, im);
    for (let k = 0; k <= half; k++) out[k] = re[k]! * re[k]! + im[k]! * im[k]!;
  }

  return { size, forward, power };
}
