import type { WeightedRows } from "./weighted-rows.ts";

/** A bank of overlapping triangles on the mel scale, one row a band, one column an FFT bin. */
export interface MelBank extends WeightedRows {
  readonly bands: number;
}

export interface MelBankOptions {
  readonly sampleRate: number;
  readonly fftSize: number;
  readonly bands: number;
  /** Hz; default 0. */
  readonly minHz?: number;
  /** Hz; default half the sample rate. */
  readonly maxHz?: number;
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
export function melCentres({
  sampleRate,
  bands,
  minHz = 0,
  maxHz = sampleRate / 2,
}: Omit<MelBankOptions, "fftSize">): number[] {
  const lowest = hzToMel(minHz);
  const step = (hzToMel(maxHz) - lowest) / (bands + 1);
  return Array.from({ length: bands }, (_, band) => melToHz(lowest + (band + 1) * step));
}

/**
 * The mel filter bank of `librosa.filters.mel` with its defaults (Slaney's scale, each triangle divided by half its
 * width in Hz), which is also Whisper's.
 */
export function melBank({ sampleRate, fftSize, bands, minHz = 0, maxHz = sampleRate / 2 }: MelBankOptions): MelBank {
  const bins = fftSize / 2 + 1;
  const lowest = hzToMel(minHz);
  const step = (hzToMel(maxHz) - lowest) / (bands + 1);
  const edges = Float64Array.from({ length: bands + 2 }, (_, index) => melToHz(lowest + index * step));

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
  return { bands, starts, offsets, weights: Float64Array.from(weights) };
}
