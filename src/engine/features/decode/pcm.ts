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

/** The mean of the channels; values that are no numbers count as silence. May return the only channel itself. */
export function downmix(channels: readonly Float32Array[]): Float32Array {
  const mono = meanOf(channels);
  for (let index = 0; index < mono.length; index++) {
    // Infinite values and NaN are those whose difference to themselves is not 0.
    if (mono[index]! - mono[index]! !== 0) mono[index] = 0;
  }
  return mono;
}

function meanOf(channels: readonly Float32Array[]): Float32Array {
  const [first, second] = channels;
  if (first === undefined) return new Float32Array(0);
  if (second === undefined) return first;
  const mono = new Float32Array(first.length);
  if (channels.length === 2) {
    for (let index = 0; index < mono.length; index++) mono[index] = 0.5 * (first[index]! + second[index]!);
    return mono;
  }
  const scale = 1 / channels.length;
  for (const channel of channels) {
    for (let index = 0; index < mono.length; index++) mono[index]! += scale * channel[index]!;
  }
  return mono;
}
