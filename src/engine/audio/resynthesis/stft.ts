import { createBatchFft, laneOf, SIGNALS, STEP } from "../../kernels/batch-fft.ts";
import { hannPeriodic } from "../spectrum/mel-levels.ts";

/** A short-time spectrum of bins 0 … fftSize/2, frame after frame: value of bin k in frame f at [bins·f + k]. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export interface StftOptions {
  readonly fftSize: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  readonly frames: number;
}

/** A planned short-time transform and its inverse. Holds its own memory: not for concurrent use. */
export interface Stft {
  readonly bins: number;
  /** Samples of the signal: (frames − 1) · hop. */
  readonly length: number;
  /** The spectra of periodic-Hann frames, frame f centred on sample f·hop of a signal that is zero beyond its ends. */
  analyse(signal: Float64Array, into: Spectrum): void;
  /** The signal whose spectra are nearest to these in the least-squares sense (Griffin & Lim 1984, eq. 6). */
  synthesise(spectrum: Spectrum, into: Float64Array): void;
}

/** Two real frames are the real and imaginary part of one complex signal. */
const TOGETHER = 2 * SIGNALS;

/** As `librosa.stft` and `librosa.istft` with `center=True`, `pad_mode="constant"`. */
export function createStft({ fftSize, hop, frames }: StftOptions): Stft {
  const fft = createBatchFft(fftSize);
  const window = hannPeriodic(fftSize);
  const bins = fftSize / 2 + 1;
  const length = (frames - 1) * hop;
  const half = fftSize / 2;
  const weights = windowWeights(window, hop, frames, length);

  function analyse(signal: Float64Array, { re, im }: Spectrum): void {
    for (let first = 0; first < frames; first += TOGETHER) {
      const count = Math.min(TOGETHER, frames - first);
      fft.input.fill(0);
      for (let slot = 0; slot < count; slot++) {
        const at = placeOf(slot);
        const start = (first + slot) * hop - half;
        for (let n = Math.max(0, -start); n < Math.min(fftSize, length - start); n++)
          fft.input[STEP * n + at] = window[n]! * signal[start + n]!;
      }
      const output = fft.run();
      for (let slot = 0; slot < count; slot += 2) {
        const lane = placeOf(slot);
        const a = bins * (first + slot);
        for (let k = 0; k < bins; k++) {
          const up = STEP * k + lane;
          const down = STEP * (k === 0 ? 0 : fftSize - k) + lane;
          const [zr, zi, mr, mi] = [output[up]!, output[up + 2]!, output[down]!, output[down + 2]!];
          re[a + k] = (zr + mr) / 2;
          im[a + k] = (zi - mi) / 2;
          if (slot + 1 === count) continue;
          re[a + bins + k] = (zi + mi) / 2;
          im[a + bins + k] = (mr - zr) / 2;
        }
      }
    }
  }

  function synthesise({ re, im }: Spectrum, into: Float64Array): void {
    into.fill(0);
    for (let first = 0; first < frames; first += TOGETHER) {
      const count = Math.min(TOGETHER, frames - first);
      fft.input.fill(0);
      for (let slot = 0; slot < count; slot += 2) {
        const lane = placeOf(slot);
        const a = bins * (first + slot);
        const paired = slot + 1 < count;
        for (let k = 0; k < bins; k++) {
          // Of real signals the first and the last bin are real.
          const real = k === 0 || k === half;
          const [ar, ai] = [re[a + k]!, real ? 0 : im[a + k]!];
          const [br, bi] = paired ? [re[a + bins + k]!, real ? 0 : im[a + bins + k]!] : [0, 0];
          // The inverse is the transform of the conjugate, conjugated: the imaginary parts are turned on both ways.
          const up = STEP * k + lane;
          fft.input[up] = ar - bi;
          fft.input[up + 2] = -(ai + br);
          if (real) continue;
          const down = STEP * (fftSize - k) + lane;
          fft.input[down] = ar + bi;
          fft.input[down + 2] = -(br - ai);
        }
      }
      const output = fft.run();
      for (let slot = 0; slot < count; slot++) {
        const at = placeOf(slot);
        const sign = (slot & 1) === 0 ? 1 : -1;
        const start = (first + slot) * hop - half;
        for (let n = Math.max(0, -start); n < Math.min(fftSize, length - start); n++)
          into[start + n]! += (sign * window[n]! * output[STEP * n + at]!) / fftSize;
      }
    }
    for (let n = 0; n < length; n++) into[n]! *= weights[n]!;
  }

  return { bins, length, analyse, synthesise };
}

/** Where a real frame lies among the signals: even ones are real parts, odd ones imaginary parts. */
function placeOf(slot: number): number {
  return laneOf(slot >> 1) + 2 * (slot & 1);
}

/** The reciprocal of the sum of the squared windows over each sample; 1 where no window reaches. */
function windowWeights(window: Float64Array, hop: number, frames: number, length: number): Float64Array {
  const sums = new Float64Array(length);
  const half = window.length / 2;
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop - half;
    for (let n = Math.max(0, -start); n < Math.min(window.length, length - start); n++)
      sums[start + n]! += window[n]! ** 2;
  }
  return sums.map((sum) => (sum > Number.MIN_VALUE ? 1 / sum : 1));
}
