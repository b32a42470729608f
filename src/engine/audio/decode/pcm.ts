/** A piece of decoded sound. */
export interface PcmChunk {
  /** Hz. */
  readonly sampleRate: number;
  /** One array per channel, equal lengths, full scale ±1. */
  readonly channels: readonly Float32Array[];
  /** Damaged places that the decoder skipped within this piece. */
  readonly damaged: number;
}

/** Decoded sound, piece by piece; ending the loop early closes files, decoders and processes. */
export type PcmStream = AsyncIterable<PcmChunk>;

/** Rates outside are not music but a broken header. */
export const SAMPLE_RATES = { lowest: 1_000, highest: 768_000 } as const;

/**
 * The mean of the channels; values that are no numbers count as silence. May return the only channel itself, or memory
 * that the next call overwrites: fresh megabytes for every piece cost more than the mean.
 */
export function downmix(channels: readonly Float32Array[]): Float32Array {
  const [first, second] = channels;
  if (first === undefined) return new Float32Array(0);
  if (second === undefined) return onlyNumbers(first);
  if (channels.length === 2) return meanOfTwo(first, second);
  const mono = scratch(first.length).fill(0);
  const scale = 1 / channels.length;
  for (const channel of channels) {
    for (let index = 0; index < mono.length; index++) mono[index]! += scale * channel[index]!;
  }
  return onlyNumbers(mono);
}

/** Larger pieces, of silence for example, are not kept in memory: 8 MB. */
const MAX_KEPT = 2 ** 21;
let kept = new Float32Array(0);

function scratch(length: number): Float32Array {
  if (length > MAX_KEPT) return new Float32Array(length);
  if (kept.length < length) kept = new Float32Array(length);
  return kept.subarray(0, length);
}

/** In one pass: nearly every song is stereo. */
function meanOfTwo(left: Float32Array, right: Float32Array): Float32Array {
  const mono = scratch(left.length);
  for (let index = 0; index < mono.length; index++) {
    const mean = Math.fround(0.5 * (left[index]! + right[index]!));
    mono[index] = mean - mean === 0 ? mean : 0;
  }
  return mono;
}

/** Infinite values and NaN, those whose difference to themselves is not 0, become 0 in place. */
function onlyNumbers(samples: Float32Array): Float32Array {
  for (let index = 0; index < samples.length; index++) {
    if (samples[index]! - samples[index]! !== 0) samples[index] = 0;
  }
  return samples;
}
