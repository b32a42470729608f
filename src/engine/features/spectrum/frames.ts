import { BATCH } from "./fft.ts";

/** How a signal continues beyond its ends. */
export type Padding = "constant" | "reflect";

/** A signal cut into frames. */
export interface Framing {
  readonly samples: Float32Array;
  /** Length of the signal; what lies between the samples' end and it is zero. */
  readonly length: number;
  readonly hop: number;
  readonly window: Float64Array;
  /** Outside 0 … length−1 the signal is zero (`constant`) or mirrored without repeating its end samples (`reflect`). */
  readonly padding: Padding;
}

/**
 * Writes the window-weighted frames `first` … `first + BATCH − 1`, interleaved as the spectra take them. Frame f is centred
 * on sample f·hop.
 */
export function writeFrames({ samples, length, hop, window, padding }: Framing, first: number, out: Float64Array): void {
  const size = window.length;
  for (let slot = 0; slot < BATCH; slot++) {
    const start = (first + slot) * hop - size / 2;
    if (start >= 0 && start + size <= samples.length) {
      for (let n = 0; n < size; n++) out[BATCH * n + slot] = samples[start + n]! * window[n]!;
      continue;
    }
    for (let n = 0; n < size; n++) {
      let at = start + n;
      if (padding === "reflect") {
        if (at < 0) at = -at;
        if (at >= length) at = 2 * (length - 1) - at;
      }
      out[BATCH * n + slot] = at >= 0 && at < samples.length ? samples[at]! * window[n]! : 0;
    }
  }
}
