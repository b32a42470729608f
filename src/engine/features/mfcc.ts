import { LatentuneError } from "../core/errors.ts";
import { BATCH, createPowerSpectra } from "./spectrum/fft.ts";
import { writeFrames } from "./spectrum/frames.ts";
import { applyMelBank, melBank } from "./spectrum/mel.ts";
import { hannPeriodic } from "./spectrum/window.ts";

/** The defaults of `librosa.feature.mfcc` (0.11) with 20 coefficients. */
export const MFCC = { sampleRate: 22_050, fftSize: 2048, hop: 512, bands: 128, coefficients: 20, topDb: 80 } as const;

/** Mel-frequency cepstral coefficients, row-major [coefficients, frames]. */
export interface Mfcc {
  readonly coefficients: number;
  readonly frames: number;
  readonly data: Float64Array;
}

/**
 * MFCCs of a 22,050 Hz signal as `librosa.feature.mfcc(y=samples, sr=22050, n_mfcc=20)` computes them: power spectrum of
 * 2048-sample periodic-Hann frames every 512 samples (centred, zero-padded), 128 Slaney bands up to 11,025 Hz, power to
 * decibels (reference 1, floor 1e-10, at most 80 dB below the maximum), orthonormal DCT-II.
 * @throws {LatentuneError} if there are no samples.
 */
export function mfcc(samples: Float32Array): Mfcc {
  if (samples.length === 0) throw new LatentuneError("MFCCs need at least one sample.");
  const { bands, coefficients, topDb } = MFCC;
  const { frames, decibels, highest } = melDecibels(samples);
  const floor = highest - topDb;
  const basis = dctBasis(coefficients, bands);
  const data = new Float64Array(coefficients * frames);
  const column = new Float64Array(bands);
  for (let frame = 0; frame < frames; frame++) {
    for (let band = 0; band < bands; band++) column[band] = Math.max(decibels[frame * bands + band]!, floor);
    for (let k = 0; k < coefficients; k++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) sum += basis[k * bands + band]! * column[band]!;
      data[k * frames + frame] = sum;
    }
  }
  return { coefficients, frames, data };
}

/** Mean of each coefficient over time, then standard deviation (population) of each: 40 numbers for 20 coefficients. */
export function mfccStatistics({ coefficients, frames, data }: Mfcc): Float64Array {
  const stats = new Float64Array(2 * coefficients);
  for (let k = 0; k < coefficients; k++) {
    const row = data.subarray(k * frames, (k + 1) * frames);
    const mean = row.reduce((sum, value) => sum + value, 0) / frames;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / frames;
    stats[k] = mean;
    stats[coefficients + k] = Math.sqrt(variance);
  }
  return stats;
}

interface MelDecibels {
  readonly frames: number;
  /** [frames, bands], before the floor relative to the maximum. */
  readonly decibels: Float32Array;
  readonly highest: number;
}

function melDecibels(samples: Float32Array): MelDecibels {
  const { sampleRate, fftSize, hop, bands } = MFCC;
  const frames = 1 + Math.floor(samples.length / hop);
  const decibels = new Float32Array(frames * bands);
  const window = hannPeriodic(fftSize);
  const bank = melBank({ sampleRate, fftSize, bands });
  const spectra = createPowerSpectra(fftSize);
  const framing = { samples, length: samples.length, hop, window, padding: "constant" } as const;
  const mel = new Float64Array(BATCH * bands);
  let highest = -Infinity;
  for (let first = 0; first < frames; first += BATCH) {
    writeFrames(framing, first, spectra.input);
    applyMelBank(bank, spectra.run(), mel);
    const count = Math.min(BATCH, frames - first);
    for (let slot = 0; slot < count; slot++) {
      for (let band = 0; band < bands; band++) {
        const level = 10 * Math.log10(Math.max(mel[BATCH * band + slot]!, 1e-10));
        if (level > highest) highest = level;
        decibels[(first + slot) * bands + band] = level;
      }
    }
  }
  return { frames, decibels, highest };
}

/** Rows k of the orthonormal DCT-II: √(2/n)·cos(πk(2b + 1)/2n), row 0 divided by √2. */
function dctBasis(rows: number, n: number): Float64Array {
  return Float64Array.from({ length: rows * n }, (_, index) => {
    const k = Math.floor(index / n);
    const band = index % n;
    const scale = k === 0 ? Math.sqrt(1 / n) : Math.sqrt(2 / n);
    return scale * Math.cos((Math.PI * k * (2 * band + 1)) / (2 * n));
  });
}
