import { ELEMENT } from "./fft.ts";
import { planPasses } from "./fft-passes.ts";
import { instantiateKernels } from "./instantiate.ts";

/** Complex signals that are transformed together: two elements of two lanes each, one line of the processor's cache. */
export const SIGNALS = 4;

/** Float64 from one value of the signals to the next: (re₀, re₁, im₀, im₁, re₂, re₃, im₂, im₃). */
export const STEP = 2 * SIGNALS;

/** Where the real part of a signal's first value lies; its imaginary part lies two further. */
export function laneOf(signal: number): number {
  return (signal >> 1) * SIGNALS + (signal & 1);
}

/** A planned transform Σ x[n]·exp(−2πi·k·n/size) of four complex signals at once. */
export interface BatchFft {
  readonly size: number;
  /** What the caller writes, `STEP` numbers for each place; overwritten by `run`. */
  readonly input: Float64Array;
  /** The spectra in the same order; valid until the next call. */
  run(): Float64Array;
}

/** @throws {LatentuneError} unless the size is even and a product of 2, 3 and 5. */
export function createBatchFft(size: number): BatchFft {
  const passes = planPasses(size);
  const bytes = size * STEP * 8;
  const { memory, kernels } = instantiateKernels(
    passes.reduce((sum, { twiddles }) => sum + twiddles.byteLength, 2 * bytes),
  );
  let place = 2 * bytes;
  const calls = passes.map(({ radix, m, stride, twiddles }, index) => {
    const at = place;
    new Float64Array(memory, at, twiddles.length).set(twiddles);
    place += twiddles.byteLength;
    const [from, to] = index % 2 === 0 ? [0, bytes] : [bytes, 0];
    // Signals side by side are a transform whose first pass has a stride already.
    return () => {
      kernels[`pass${radix}`](from, to, at, m, stride * (SIGNALS / 2) * ELEMENT);
    };
  });
  const output = new Float64Array(memory, passes.length % 2 === 0 ? 0 : bytes, size * STEP);
  return {
    size,
    input: new Float64Array(memory, 0, size * STEP),
    run() {
      for (const call of calls) call();
      return output;
    },
  };
}
