/** The least power that is distinguished from none, as librosa and Whisper have it; its logarithm is −10. */
export const SILENT_POWER = 1e-10;

const SIGNALS = 8;

/**
 * The steps before the Fourier transform (windows) and after it (mel filters, logarithm), over eight interleaved signals of float32 (value n of signal s at
 * [8·n + s]). Counts are at least 1.
 */
export function plainMel(memory: ArrayBuffer) {
  const [floats, integers] = [new Float32Array(memory), new Int32Array(memory)];
  return {
    /** out[8n + s] = segment[n + s·hop] · window[n] for n < count. */
    frames(segment: number, hopBytes: number, window: number, out: number, count: number): void {
      for (let n = 0; n < count; n++) {
        for (let s = 0; s < SIGNALS; s++) {
          floats[out / 4 + SIGNALS * n + s] = floats[(segment + s * hopBytes) / 4 + n]! * floats[window / 4 + n]!;
        }
      }
    },
    /**
     * out[8r + s] = Σ weights[i] · columns[8(start + i) + s]. Span r is (32·start, number of weights) as two int32, at least
     * one weight; the weights of all rows follow each other.
     */
    weightedSums(columns: number, spans: number, weights: number, out: number, rows: number): void {
      let weight = weights / 4;
      for (let row = 0; row < rows; row++) {
        const from = (columns + integers[spans / 4 + 2 * row]!) / 4;
        const count = integers[spans / 4 + 2 * row + 1]!;
        for (let s = 0; s < SIGNALS; s++) {
          let sum = 0;
          for (let i = 0; i < count; i++)
            sum = Math.fround(sum + Math.fround(floats[weight + i]! * floats[from + SIGNALS * i + s]!));
          floats[out / 4 + SIGNALS * row + s] = sum;
        }
        weight += count;
      }
    },
    /** log10(max(value, {@link SILENT_POWER})) in place, at least −10, within 1e-6, for 4·count finite values. */
    logarithms(values: number, count: number): void {
      for (let at = values / 4; at < values / 4 + 4 * count; at++) {
        floats[at] = Math.log10(Math.max(floats[at]!, SILENT_POWER));
      }
    },
  };
}
