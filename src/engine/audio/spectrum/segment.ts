/** How a signal continues beyond its ends. */
export type Padding = "constant" | "reflect";

/** A signal of which pieces are wanted, beyond its ends as well. */
export interface PaddedSignal {
  readonly samples: Float32Array;
  /** Length of the signal; what lies between the samples' end and it is zero. */
  readonly length: number;
  /** Outside 0 … length−1 the signal is zero (`constant`) or mirrored without repeating its end samples (`reflect`). */
  readonly padding: Padding;
}

/** Fills `out` with the signal from `start` on, which may lie before or behind the signal. */
export function writeSegment({ samples, length, padding }: PaddedSignal, start: number, out: Float32Array): void {
  // Nearly every piece lies within the samples.
  if (start >= 0 && start + out.length <= samples.length) {
    out.set(samples.subarray(start, start + out.length));
    return;
  }
  for (let n = 0; n < out.length; n++) {
    let at = start + n;
    if (padding === "reflect") {
      if (at < 0) at = -at;
      if (at >= length) at = 2 * (length - 1) - at;
    }
    out[n] = at >= 0 && at < samples.length ? samples[at]! : 0;
  }
}
