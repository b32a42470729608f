import { throwIfCancelled } from "../../core/errors.ts";
import { BATCH } from "../spectrum/fft.ts";
import { createMelLevels } from "../spectrum/mel-levels.ts";

/** Logarithms of a band's energy x (at least 1e-10 where nothing is added), as factor · log10(offset + gain · x). */
export const LOGARITHMS = {
  "log10(1 + 10000 x)": { gain: 10_000, offset: 1, factor: 1 },
  "log10(x)": { gain: 1, offset: 0, factor: 1 },
  "ln(x)": { gain: 1, offset: 0, factor: Math.LN10 },
  "10 log10(x)": { gain: 1, offset: 0, factor: 10 },
} as const;

export type LogarithmName = keyof typeof LOGARITHMS;

/** What a network's patches are made of. */
export interface PatchSettings {
  /** Hz. */
  readonly sampleRate: number;
  /** Samples of a frame. */
  readonly fftSize: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Mel bands from 0 Hz to half the sample rate, on Slaney's scale, of the power spectrum. */
  readonly bands: number;
  readonly log: LogarithmName;
  /** Frames of a patch. */
  readonly patchFrames: number;
}

/** Pieces of a song's log-mel spectrogram that follow each other. */
export interface Patches {
  readonly count: number;
  /** Row-major [count, patchFrames, bands], lowest band first. */
  readonly data: Float32Array;
}

/** Makes patches of samples; plans its tables once. Holds its own memory: not for concurrent use. */
export type PatchMaker = (samples: Float32Array, signal?: AbortSignal) => Patches;

/**
 * Plans log-mel patches as `librosa.feature.melspectrogram` with centred frames of a periodic Hann window gives them, mirrored at
 * the song's ends: its default until version 0.10, with which networks such as MusiCNN were trained. An incomplete patch at
 * the end is left out; a song shorter than one patch is repeated until it fills one.
 * @throws {LatentuneError} if `fftSize` is no even product of 2, 3 and 5.
 */
export function createPatchMaker({ log, patchFrames, ...spectrum }: PatchSettings): PatchMaker {
  const { hop, bands } = spectrum;
  const { gain, offset, factor } = LOGARITHMS[log];
  const plan = createMelLevels({ ...spectrum, gain, offset });
  return (samples, signal) => {
    const there = 1 + Math.floor(samples.length / hop);
    const count = Math.max(1, Math.floor(there / patchFrames));
    const frames = Math.min(there, count * patchFrames);
    const data = new Float32Array(count * patchFrames * bands);
    const sound = { samples, length: samples.length, padding: "reflect" } as const;
    for (let first = 0; first < frames; first += BATCH) {
      if (first % 4096 === 0) throwIfCancelled(signal);
      const levels = plan.run(sound, first);
      const slots = Math.min(BATCH, frames - first);
      for (let slot = 0; slot < slots; slot++) {
        const at = (first + slot) * bands;
        for (let band = 0; band < bands; band++) data[at + band] = factor * levels[BATCH * band + slot]!;
      }
    }
    for (let at = frames * bands; at < data.length; at++) data[at] = data[at - frames * bands]!;
    return { count, data };
  };
}
