import type { SampleSource } from "./source.ts";

/** Pooled samples up to this size in all stay in memory. */
const KEPT_BYTES = 256 * 2 ** 20;

export interface Pooling {
  readonly bands: number;
  readonly frames: number;
  /** Frames that become one; what is left at the end of a sample is left out. */
  readonly pooledFrames: number;
}

/** Spectrograms (bands, frames) as their means over frames that follow each other: (bands, ⌊frames / pooledFrames⌋). */
export function pooledSource(
  source: SampleSource,
  { bands, frames, pooledFrames }: Pooling,
  keptBytes = KEPT_BYTES,
): Pick<SampleSource, "sampleLength" | "read"> {
  const length = Math.floor(frames / pooledFrames);
  const sampleLength = bands * length;
  const kept = new Map<number, Float32Array>();
  const mostKept = Math.floor(keptBytes / (sampleLength * Float32Array.BYTES_PER_ELEMENT));
  const sample = new Float32Array(source.sampleLength);

  async function pooled(index: number): Promise<Float32Array> {
    const known = kept.get(index);
    if (known !== undefined) return known;
    await source.read(Uint32Array.of(index), sample);
    const means = new Float32Array(sampleLength);
    for (let band = 0, at = 0; band < bands; band++) {
      for (let frame = 0; frame < length; frame++, at++) {
        const first = band * frames + frame * pooledFrames;
        let sum = 0;
        for (let offset = 0; offset < pooledFrames; offset++) sum += sample[first + offset]!;
        means[at] = sum / pooledFrames;
      }
    }
    if (kept.size < mostKept) kept.set(index, means);
    return means;
  }

  return {
    sampleLength,
    async read(indices, into) {
      for (const [position, index] of indices.entries()) into.set(await pooled(index), position * sampleLength);
    },
  };
}
