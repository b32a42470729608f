import { greatest } from "../../../shared/extremes.ts";

/** A piece of decoded sound. */
export interface PcmChunk {
  /** Hz. */
  readonly sampleRate: number;
  /** One array per channel, equal lengths, full scale ±1. */
  readonly channels: readonly Float32Array[];
  /** Damaged places that the decoder skipped within this piece. */
  readonly damaged: number;
  /** What is to be said about the file at this place; the sound in front of it is as good as any. */
  readonly note?: string;
  /** What the file should hold is missing from here on. */
  readonly cutOff?: true;
  /** How long the stream says that it is, where only its decoder sees that. */
  readonly declaredSeconds?: number;
}

/** Says that a file goes on at another rate. */
export function rateChange(before: number, after: number): string {
  return before === after
    ? "Another kind of sound follows in it: only what comes before is used."
    : `Its sample rate changes from ${before} to ${after} Hz: only what comes before is used.`;
}

/** Decoded sound, piece by piece; ending the loop early closes files, decoders and processes. */
export type PcmStream = AsyncIterable<PcmChunk>;

/** Rates outside are not music but a broken header. */
export const SAMPLE_RATES = { lowest: 1_000, highest: 768_000 } as const;

/** Mixes the pieces of one sound to mono, and sees whether its channels cancel each other. */
export interface Downmix {
  /**
   * The mean of the channels, or the one that is wanted; values that are no numbers count as silence. May return the only
   * channel itself, or memory that the next call overwrites: fresh megabytes for every piece cost more than the mean.
   */
  mix(channels: readonly Float32Array[]): Float32Array;
  /** The loudest channel, if hardly anything is left of the channels in their mean: below −40 dB. */
  cancelled(): number | undefined;
}

/** Energy of the mean to the mean energy of the channels: −40 dB. */
const CANCELLED = 1e-4;

/** @param only the channel that is used alone; default: the mean of all */
export function createDownmix(only?: number): Downmix {
  let ofMean = 0;
  const energies: number[] = [];

  return {
    mix(channels) {
      const [first, second] = channels;
      if (first === undefined) return new Float32Array(0);
      if (only !== undefined) return onlyNumbers(channels[Math.min(only, channels.length - 1)]!);
      if (second === undefined) return onlyNumbers(first);
      const mono = scratch(first.length);
      if (channels.length === 2) meanOfTwo(first, second, mono);
      else meanOfAll(channels, mono);
      for (const [channel, samples] of channels.entries()) {
        energies[channel] = (energies[channel] ?? 0) + energyOf(samples);
      }
      ofMean += energyOf(mono);
      return mono;
    },
    cancelled() {
      const total = energies.reduce((sum, energy) => sum + energy, 0);
      if (!(ofMean < (CANCELLED * total) / energies.length)) return undefined;
      return energies.indexOf(greatest(energies));
    },
  };
}

// Loops over samples are functions of the module: V8 compiles those within another one anew for each song.

/** In one pass: nearly every song is stereo. */
function meanOfTwo(left: Float32Array, right: Float32Array, mono: Float32Array): void {
  for (let index = 0; index < mono.length; index++) {
    const mean = Math.fround(0.5 * (left[index]! + right[index]!));
    mono[index] = mean - mean === 0 ? mean : 0;
  }
}

function meanOfAll(channels: readonly Float32Array[], mono: Float32Array): void {
  mono.fill(0);
  const scale = 1 / channels.length;
  for (const channel of channels) {
    for (let at = 0; at < mono.length; at++) mono[at]! += scale * channel[at]!;
  }
  onlyNumbers(mono);
}

/** Every eleventh sample tells enough. */
const ENERGY_STEP = 11;

function energyOf(samples: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index += ENERGY_STEP) sum += samples[index]! * samples[index]!;
  return sum;
}

/** Larger pieces, of silence for example, are not kept in memory: 8 MB. */
const MAX_KEPT = 2 ** 21;
let kept = new Float32Array(0);

function scratch(length: number): Float32Array {
  if (length > MAX_KEPT) return new Float32Array(length);
  if (kept.length < length) kept = new Float32Array(length);
  return kept.subarray(0, length);
}

/** Infinite values and NaN, those whose difference to themselves is not 0, become 0 in place. */
function onlyNumbers(samples: Float32Array): Float32Array {
  for (let index = 0; index < samples.length; index++) {
    if (samples[index]! - samples[index]! !== 0) samples[index] = 0;
  }
  return samples;
}
