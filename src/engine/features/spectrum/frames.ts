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
  const start = first * hop - window.length / 2;
  const inside = start >= 0 && start + (BATCH - 1) * hop + window.length <= samples.length;
  if (inside) writeInside(samples, start, hop, window, out);
  else for (let slot = 0; slot < BATCH; slot++) writePadded({ samples, length, hop, window, padding }, first + slot, slot, out);
}

/** All four frames lie within the samples, as nearly all do: one pass over the window serves them all. */
function writeInside(samples: Float32Array, start: number, hop: number, window: Float64Array, out: Float64Array): void {
  for (let n = 0, at = start; n < window.length; n++, at++) {
    const weight = window[n]!;
    out[BATCH * n] = samples[at]! * weight;
    out[BATCH * n + 1] = samples[at + hop]! * weight;
    out[BATCH * n + 2] = samples[at + 2 * hop]! * weight;
    out[BATCH * n + 3] = samples[at + 3 * hop]! * weight;
  }
}

function writePadded({ samples, length, hop, window, padding }: Framing, frame: number, slot: number, out: Float64Array): void {
  const start = frame * hop - window.length / 2;
  for (let n = 0; n < window.length; n++) {
    let at = start + n;
    if (padding === "reflect") {
      if (at < 0) at = -at;
      if (at >= length) at = 2 * (length - 1) - at;
    }
    out[BATCH * n + slot] = at >= 0 && at < samples.length ? samples[at]! * window[n]! : 0;
  }
}
