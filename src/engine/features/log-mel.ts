import { LatentuneError } from "../core/errors.ts";
import { BATCH, createPowerSpectra } from "./spectrum/fft.ts";
import { writeFrames } from "./spectrum/frames.ts";
import { applyMelBank, melBank } from "./spectrum/mel.ts";
import { hannPeriodic } from "./spectrum/window.ts";

/** Whisper's log-mel settings (Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022). */
export const LOG_MEL = { sampleRate: 16_000, fftSize: 400, hop: 160, bands: 80 } as const;

/** The least power that is told apart from none, and its logarithm. */
const SILENT_POWER = 1e-10;
const SILENCE = -10;

/** A spectrogram of `bands` rows by `frames` columns. */
export interface LogMel {
  readonly bands: number;
  readonly frames: number;
  /** Row-major [bands, frames], lowest band first. */
  readonly data: Float32Array;
}

/** Frames of a log-mel of so many seconds: one per 10 ms. */
export function logMelFrames(seconds: number): number {
  return Math.floor(Math.round(seconds * LOG_MEL.sampleRate) / LOG_MEL.hop);
}

/**
 * Whisper's log-mel spectrogram of the first `seconds` of a 16 kHz signal, zero-padded where it is shorter:
 * power spectrum of 25 ms periodic-Hann frames every 10 ms (reflected at the ends, last frame dropped), 80 Slaney
 * bands up to 8 kHz, log10 clamped at 1e-10 and at 8 below the maximum, then (x + 4)/4. Range about −1 … 2.
 * Equal to `WhisperFeatureExtractor` of Transformers(.js) for 30 s.
 * @param bands 80, or 128 for models of the third generation
 * @throws {LatentuneError} if `seconds` is too short for one frame.
 */
export function whisperLogMel(samples: Float32Array, seconds = 30, bands: number = LOG_MEL.bands): LogMel {
  const { sampleRate, fftSize, hop } = LOG_MEL;
  const length = Math.round(seconds * sampleRate);
  if (length < fftSize) {
    throw new LatentuneError(`A log-mel needs at least ${fftSize / sampleRate} seconds, got ${seconds}.`, {
      remedy: "Raise --seconds.",
    });
  }
  const signal = samples.length > length ? samples.subarray(0, length) : samples;
  const frames = logMelFrames(seconds);
  const data = new Float32Array(bands * frames);
  const window = hannPeriodic(fftSize);
  const bank = melBank({ sampleRate, fftSize, bands });
  const spectra = createPowerSpectra(fftSize);
  const framing = { samples: signal, length, hop, window, padding: "reflect" } as const;
  const mel = new Float64Array(BATCH * bands);

  let highest = SILENCE;
  for (let first = 0; first < frames; first += BATCH) {
    if (first * hop - fftSize / 2 >= signal.length && signal.length < length - fftSize) {
      // Nothing but padding from here on, and none of the sound reaches the mirrored end.
      for (let band = 0; band < bands; band++) data.fill(SILENCE, band * frames + first, (band + 1) * frames);
      break;
    }
    writeFrames(framing, first, spectra.input);
    applyMelBank(bank, spectra.run(), mel);
    const count = Math.min(BATCH, frames - first);
    for (let band = 0; band < bands; band++) {
      for (let slot = 0; slot < count; slot++) {
        const level = Math.log10(Math.max(mel[BATCH * band + slot]!, SILENT_POWER));
        if (level > highest) highest = level;
        data[band * frames + first + slot] = level;
      }
    }
  }
  const floor = highest - 8;
  for (let index = 0; index < data.length; index++) data[index] = (Math.max(data[index]!, floor) + 4) / 4;
  return { bands, frames, data };
}

/** The mean of each band over time: the spectral baseline, one value per band, lowest band first. */
export function meanMel({ bands, frames, data }: LogMel): Float64Array {
  const means = new Float64Array(bands);
  for (let band = 0; band < bands; band++) {
    let sum = 0;
    for (let index = band * frames; index < (band + 1) * frames; index++) sum += data[index]!;
    means[band] = sum / frames;
  }
  return means;
}
