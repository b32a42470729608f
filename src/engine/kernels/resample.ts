/** Outputs at once: with four, V8 runs out of vector registers and keeps sums in memory. */
export const STREAMS = 3;

/** Partial sums of a dot product: two vectors of four lanes. */
const LANES = 8;

/**
 * The inner loops of the resampler; the dot products are nearly all of its work. Samples and weights are float32, strides
 * in bytes; tapBytes is a multiple of 32; count is at least 1.
 */
export function plainResample(memory: ArrayBuffer) {
  const floats = new Float32Array(memory);
  const { fround } = Math;
  const sums = new Float32Array(LANES);
  const dot = (a: number, b: number, length: number): number => {
    sums.fill(0);
    for (let at = 0; at < length; at++) sums[at % LANES]! += fround(floats[a + at]! * floats[b + at]!);
    const lane = (index: number): number => fround(sums[index]! + sums[index + 4]!);
    return fround(lane(0) + lane(1)) + fround(lane(2) + lane(3));
  };
  return {
    /**
     * out[n] = Σ input[⌊position / up⌋ + k] · table[position mod up][k] for n < count, where position = phase + n · down and
     * the sum runs over the taps k.
     */
    resample(
      count: number,
      out: number,
      input: number,
      phase: number,
      table: number,
      tapBytes: number,
      up: number,
      down: number,
    ): void {
      for (let n = 0; n < count; n++) {
        const position = phase + n * down;
        const weights = (table + (position % up) * tapBytes) / 4;
        floats[out / 4 + n] = dot(input / 4 + Math.floor(position / up), weights, tapBytes / 4);
      }
    },
    /**
     * The same for out + s·outStride and input + s·inputStride, s < {@link STREAMS}, whose phases agree: one load of a
     * weight serves as many products. Both add in the same order, so that it does not matter which of them gives a sample.
     */
    resampleStreams(
      count: number,
      out: number,
      input: number,
      phase: number,
      table: number,
      tapBytes: number,
      up: number,
      down: number,
      outStride: number,
      inputStride: number,
    ): void {
      for (let s = 0; s < STREAMS; s++) {
        this.resample(count, out + s * outStride, input + s * inputStride, phase, table, tapBytes, up, down);
      }
    },
  };
}
