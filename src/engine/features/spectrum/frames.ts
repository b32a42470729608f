/** How a signal continues beyond its ends. */
export type Padding = "constant" | "reflect";

/**
 * Copies the window-weighted frame that starts at sample `start` (may be negative or beyond the end) into `out`.
 * Outside 0 … length−1 the signal is zero (`constant`) or mirrored without repeating its end samples (`reflect`).
 * `length` may exceed `samples.length`: what lies between counts as zero.
 */
export function windowedFrame(
  samples: Float32Array,
  length: number,
  start: number,
  window: Float64Array,
  padding: Padding,
  out: Float64Array,
): void {
  const size = window.length;
  if (start >= 0 && start + size <= samples.length) {
    for (let n = 0; n < size; n++) out[n] = samples[start + n]! * window[n]!;
    return;
  }
  for (let n = 0; n < size; n++) {
    let at = start + n;
    if (padding === "reflect") {
      if (at < 0) at = -at;
      if (at >= length) at = 2 * (length - 1) - at;
    }
    out[n] = at >= 0 && at < samples.length ? samples[at]! * window[n]! : 0;
  }
}
