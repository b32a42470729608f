import { arenaBytes, createArena } from "./arena.ts";
import { BATCH, createPowerSpectra, powerSpectraBytes } from "./fft.ts";
import { melBank, type MelBankOptions } from "./mel.ts";
import { writeSegment, type PaddedSignal } from "./segment.ts";
import { createWeightedSums, weightedSumsBytes } from "./weighted-rows.ts";

export interface MelLevelsOptions extends MelBankOptions {
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** What the band energies are multiplied by before `offset` is added and the logarithm is taken; default 1. */
  readonly gain?: number;
  /** Default 0. */
  readonly offset?: number;
}

/** A planned mel spectrogram in logarithms, eight frames at a time. Holds its own memory: not for concurrent use. */
export interface MelLevels {
  /**
   * log10(offset + gain · energy), at least −10, of the bands in the frames `first` … `first + BATCH − 1`: band b of frame s at
   * [BATCH·b + s]; valid until the next call. Frame f is centred on sample f·hop.
   */
  run(signal: PaddedSignal, first: number): Float32Array;
}

/** Plans power spectra of periodic-Hann frames, Slaney's bands up to half the sample rate, and their logarithms. */
export function createMelLevels({
  sampleRate,
  fftSize,
  hop,
  bands,
  gain = 1,
  offset = 0,
}: MelLevelsOptions): MelLevels {
  const unscaled = melBank({ sampleRate, fftSize, bands });
  const bank = gain === 1 ? unscaled : { ...unscaled, weights: unscaled.weights.map((weight) => gain * weight) };
  const segmentLength = fftSize + (BATCH - 1) * hop;
  const bytes = powerSpectraBytes(fftSize) + weightedSumsBytes(bank) + arenaBytes(4 * segmentLength, 4 * fftSize);
  const arena = createArena(bytes);
  const segment = arena.float32(segmentLength);
  const window = arena.float32(fftSize);
  window.set(hannPeriodic(fftSize));
  const spectra = createPowerSpectra(fftSize, arena);
  const { output, run } = createWeightedSums(bank, spectra.power, arena);
  const { kernels } = arena;
  return {
    run(signal, first) {
      writeSegment(signal, first * hop - fftSize / 2, segment);
      kernels.frames(segment.byteOffset, 4 * hop, window.byteOffset, spectra.input.byteOffset, fftSize);
      spectra.run();
      run();
      if (offset !== 0) for (let index = 0; index < output.length; index++) output[index]! += offset;
      kernels.logarithms(output.byteOffset, output.length / 4);
      return output;
    },
  };
}

/** The window w[n] = (1 − cos(2πn/size))/2, as `scipy.signal.get_window("hann", size)` gives it. */
export function hannPeriodic(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
}
