/** The least power that is distinguished from none, as librosa and Whisper have it; its logarithm is −10. */
export const SILENT_POWER = 1e-10;

const SIGNALS = 4;

/**
 * The steps before the Fourier transform (windows) and after it (mel filters, logarithm), over four interleaved signals of float64 (value n of signal s at
 * [4·n + s]). Counts are at least 1.
 */
export function plainMel(memory: ArrayBuffer) {
  const [floats, singles, integers] = [new Float64Array(memory), new Float32Array(memory), new Int32Array(memory)];
  return {
    /** out[4n + s] = segment[n + s·hop] · window[n] for n < count; the segment is float32. */
    frames(segment: number, hopBytes: number, window: number, out: number, count: number): void {
      for (let n = 0; n < count; n++) {
        for (let s = 0; s < SIGNALS; s++) {
          floats[out / 8 + SIGNALS * n + s] = singles[(segment + s * hopBytes) / 4 + n]! * floats[window / 8 + n]!;
        }
      }
    },
    /**
     * out[4r + s] = Σ weights[i] · columns[4(start + i) + s]. Span r is (32·start, number of weights) as two int32, at least
     * one weight; the weights of all rows follow each other.
     */
    weightedSums(columns: number, spans: number, weights: number, out: number, rows: number): void {
      let weight = weights / 8;
      for (let row = 0; row < rows; row++) {
        const from = (columns + integers[spans / 4 + 2 * row]!) / 8;
        const count = integers[spans / 4 + 2 * row + 1]!;
        for (let s = 0; s < SIGNALS; s++) {
          let sum = 0;
          for (let i = 0; i < count; i++) sum += floats[weight + i]! * floats[from + SIGNALS * i + s]!;
          floats[out / 8 + SIGNALS * row + s] = sum;
        }
        weight += count;
      }
    },
    /** log10(max(value, {@link SILENT_POWER})) in place, within 1e-13, for 2·count finite values. */
    logarithms(values: number, count: number): void {
      for (let at = values / 8; at < values / 8 + 2 * count; at++) {
        floats[at] = Math.log10(Math.max(floats[at]!, SILENT_POWER));
      }
    },
  };
}
