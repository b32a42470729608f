import type { NpyArray } from "../../../shared/npy.ts";
import { LatentuneError } from "../../core/errors.ts";
import { BATCH } from "../spectrum/fft.ts";
import { SILENT_POWER } from "../../kernels/mel.ts";
import { createMelLevels, type MelLevels } from "../spectrum/mel-levels.ts";
import type { Feature } from "./feature.ts";

/** Whisper's log-mel settings (Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022). */
export const LOG_MEL = { sampleRate: 16_000, fftSize: 400, hop: 160, bands: 80 } as const;

/** The logarithm of the least power that is distinguished from none. */
const SILENCE = Math.log10(SILENT_POWER);

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
export function whisperLogMel(given: Float32Array, seconds = 30, bands: number = LOG_MEL.bands): LogMel {
  const { sampleRate, fftSize, hop } = LOG_MEL;
  const length = Math.round(seconds * sampleRate);
  if (length < fftSize) {
    throw new LatentuneError(`A log-mel needs at least ${fftSize / sampleRate} seconds, got ${seconds}.`, {
      remedy: "Raise --seconds.",
    });
  }
  const samples = given.length > length ? given.subarray(0, length) : given;
  const frames = logMelFrames(seconds);
  const data = new Float32Array(bands * frames);
  const plan = planFor(bands);
  const signal = { samples, length, padding: "reflect" } as const;

  let highest = SILENCE;
  for (let first = 0; first < frames; first += BATCH) {
    if (first * hop - fftSize / 2 >= samples.length && samples.length < length - fftSize) {
      // Nothing but padding from here on, and none of the sound reaches the mirrored end.
      for (let band = 0; band < bands; band++) data.fill(SILENCE, band * frames + first, (band + 1) * frames);
      break;
    }
    const levels = plan.run(signal, first);
    const count = Math.min(BATCH, frames - first);
    for (let band = 0; band < bands; band++) {
      const at = band * frames + first;
      for (let slot = 0; slot < count; slot++) {
        const level = levels[BATCH * band + slot]!;
        if (level > highest) highest = level;
        data[at + slot] = level;
      }
    }
  }
  const floor = highest - 8;
  for (let index = 0; index < data.length; index++) {
    const level = data[index]!;
    data[index] = ((level > floor ? level : floor) + 4) / 4;
  }
  return { bands, frames, data };
}

/** Planned once a thread: the tables are the same for every song. */
const plans = new Map<number, MelLevels>();

function planFor(bands: number): MelLevels {
  const plan = plans.get(bands) ?? createMelLevels({ ...LOG_MEL, bands });
  plans.set(bands, plan);
  return plan;
}

/** Log-mel spectrograms (see {@link whisperLogMel}), float32 [80, 100·seconds]; by default of Whisper's window. */
export const logMelFeature: Feature = {
  name: "log-mel",
  version: 2,
  sampleRate: LOG_MEL.sampleRate,
  seconds: 30,
  wholeSong: false,
  shape: (seconds) => [LOG_MEL.bands, logMelFrames(seconds)],
  compute: (samples, seconds) => ({ shape: logMelFeature.shape(seconds), data: whisperLogMel(samples, seconds).data }),
};

/** The array of {@link logMelFeature}. @throws {LatentuneError} if it is another one. */
export function logMelOf({ shape, data }: NpyArray): LogMel {
  const [bands, frames] = shape;
  if (shape.length !== 2 || bands === undefined || frames === undefined || !(data instanceof Float32Array)) {
    throw new LatentuneError(`Not a log-mel spectrogram: its shape is (${shape.join(", ")}).`);
  }
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
