import type { WeightedRows } from "./weighted-rows.ts";

export interface MelBankOptions {
  /** Hz. */
  readonly sampleRate: number;
  /** Samples of a frame. */
  readonly fftSize: number;
  /** From 0 Hz to half the sample rate. */
  readonly bands: number;
}

// Slaney's Auditory Toolbox (1998): linear below 1 kHz with 200/3 Hz a mel, logarithmic above with 27 mels per factor 6.4.
const HZ_PER_MEL = 200 / 3;
const LOG_START_HZ = 1000;
const LOG_START_MEL = LOG_START_HZ / HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

/** Hz to mel on Slaney's scale. */
export function hzToMel(hz: number): number {
  return hz < LOG_START_HZ ? hz / HZ_PER_MEL : LOG_START_MEL + Math.log(hz / LOG_START_HZ) / LOG_STEP;
}

/** Mel on Slaney's scale to Hz. */
export function melToHz(mel: number): number {
  return mel < LOG_START_MEL ? mel * HZ_PER_MEL : LOG_START_HZ * Math.exp(LOG_STEP * (mel - LOG_START_MEL));
}

/** The frequency in Hz at which each band of such a bank peaks. */
export function melCentres(options: Omit<MelBankOptions, "fftSize">): number[] {
  return melEdges(options).slice(1, -1);
}

/** Band b rises from edge b to its peak at edge b + 1 and falls to edge b + 2; Hz. */
function melEdges({ sampleRate, bands }: Omit<MelBankOptions, "fftSize">): number[] {
  const step = hzToMel(sampleRate / 2) / (bands + 1);
  return Array.from({ length: bands + 2 }, (_, index) => melToHz(index * step));
}

/**
 * Overlapping triangles on the mel scale, one row a band, one column an FFT bin: the mel filter bank of `librosa.filters.mel` with its defaults (Slaney's scale, each triangle divided by half its
 * width in Hz), which is also Whisper's.
 */
export function melBank({ sampleRate, fftSize, bands }: MelBankOptions): WeightedRows {
  const bins = fftSize / 2 + 1;
  const edges = melEdges({ sampleRate, bands });
  const starts = new Int32Array(bands);
  const offsets = new Int32Array(bands + 1);
  const weights: number[] = [];
  for (let band = 0; band < bands; band++) {
    const [low, peak, high] = [edges[band]!, edges[band + 1]!, edges[band + 2]!];
    const norm = 2 / (high - low);
    for (let bin = 0; bin < bins; bin++) {
      const hz = (bin * sampleRate) / fftSize;
      const weight = norm * Math.min((hz - low) / (peak - low), (high - hz) / (high - peak));
      if (weight <= 0) continue;
      if (weights.length === offsets[band]!) starts[band] = bin;
      weights.push(weight);
    }
    offsets[band + 1] = weights.length;
  }
  return { starts, offsets, weights: Float64Array.from(weights) };
}
