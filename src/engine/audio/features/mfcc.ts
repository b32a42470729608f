import { LatentuneError } from "../../core/errors.ts";
import { BATCH } from "../spectrum/fft.ts";
import { createMelLevels, type MelLevels } from "../spectrum/mel-levels.ts";
import { ownWeightedSums, type OwnWeightedSums, type WeightedRows } from "../spectrum/weighted-rows.ts";
import type { Feature } from "./feature.ts";

/** The defaults of `librosa.feature.mfcc` (0.11) with 20 coefficients. */
export const MFCC = { sampleRate: 22_050, fftSize: 2048, hop: 512, bands: 128, coefficients: 20, topDb: 80 } as const;

/** Mel-frequency cepstral coefficients, row-major [coefficients, frames]. */
export interface Mfcc {
  readonly coefficients: number;
  readonly frames: number;
  readonly data: Float32Array;
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
  const { frames, levels, highest } = logMels(samples);
  const floor = highest - topDb / DECIBELS;
  cepstra ??= ownWeightedSums(dctRows(coefficients, bands), bands);
  const { input, output, run } = cepstra;
  const data = new Float32Array(coefficients * frames);
  for (let first = 0; first < frames; first += BATCH) {
    for (let at = 0, from = first * bands; at < input.length; at++) {
      const level = levels[from + at]!;
      input[at] = level > floor ? level : floor;
    }
    run();
    const count = Math.min(BATCH, frames - first);
    for (let k = 0; k < coefficients; k++) {
      for (let slot = 0; slot < count; slot++) data[k * frames + first + slot] = output[BATCH * k + slot]!;
    }
  }
  return { coefficients, frames, data };
}

/** Mean of each coefficient over time, then standard deviation (population) of each: 40 numbers for 20 coefficients. */
export function mfccStatistics({ coefficients, frames, data }: Mfcc): Float64Array {
  const stats = new Float64Array(2 * coefficients);
  for (let k = 0; k < coefficients; k++) {
    const [from, to] = [k * frames, (k + 1) * frames];
    let sum = 0;
    for (let index = from; index < to; index++) sum += data[index]!;
    const mean = sum / frames;
    let squares = 0;
    for (let index = from; index < to; index++) squares += (data[index]! - mean) ** 2;
    stats[k] = mean;
    stats[coefficients + k] = Math.sqrt(squares / frames);
  }
  return stats;
}

/** MFCC statistics (see {@link mfccStatistics}) of whole songs up to ten minutes, float64 [40]. */
export const mfccFeature: Feature = {
  name: "mfcc-stats",
  version: 2,
  sampleRate: MFCC.sampleRate,
  seconds: 600,
  wholeSong: true,
  shape: () => [2 * MFCC.coefficients],
  compute: (samples) => ({ shape: mfccFeature.shape(0), data: mfccStatistics(mfcc(samples)) }),
};

/** Logarithms of the bands' power, as [⌈frames/BATCH⌉, bands, BATCH], and the highest; behind the last frame is no sound. */
function logMels(samples: Float32Array) {
  const { hop, bands } = MFCC;
  const frames = 1 + Math.floor(samples.length / hop);
  const levels = new Float32Array(BATCH * Math.ceil(frames / BATCH) * bands);
  const signal = { samples, length: samples.length, padding: "constant" } as const;
  melLevels ??= createMelLevels(MFCC);
  let highest = -Infinity;
  for (let first = 0; first < frames; first += BATCH) {
    const batch = melLevels.run(signal, first);
    levels.set(batch, first * bands);
    const count = Math.min(BATCH, frames - first);
    for (let index = 0; index < batch.length; index++) {
      const level = batch[index]!;
      if (level > highest && index % BATCH < count) highest = level;
    }
  }
  return { frames, levels, highest };
}

// Planned once a thread: the tables are the same for every song.
let melLevels: MelLevels | undefined;
let cepstra: OwnWeightedSums | undefined;

/** Of a power's logarithm. */
const DECIBELS = 10;

/** Rows k of the orthonormal DCT-II, √(2/n)·cos(πk(2b + 1)/2n), row 0 divided by √2, of logarithms as decibels. */
function dctRows(rows: number, n: number): WeightedRows {
  const weights = Float64Array.from({ length: rows * n }, (_, index) => {
    const k = Math.floor(index / n);
    const band = index % n;
    const scale = k === 0 ? Math.sqrt(1 / n) : Math.sqrt(2 / n);
    return DECIBELS * scale * Math.cos((Math.PI * k * (2 * band + 1)) / (2 * n));
  });
  return { starts: new Int32Array(rows), offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * n), weights };
}
