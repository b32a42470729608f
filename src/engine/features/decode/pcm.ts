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

/** The mean of the channels; values that are no numbers count as silence. */
export function downmix(channels: readonly Float32Array[]): Float32Array {
  const first = channels[0];
  if (first === undefined) return new Float32Array(0);
  const mono = new Float32Array(first.length);
  for (const channel of channels) {
    for (let index = 0; index < mono.length; index++) mono[index]! += channel[index]!;
  }
  const scale = 1 / channels.length;
  for (let index = 0; index < mono.length; index++) {
    const value = mono[index]! * scale;
    mono[index] = Number.isFinite(value) ? value : 0;
  }
  return mono;
}
