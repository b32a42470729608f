import { keepingFirst } from "./kept-samples.ts";
import type { SampleSource } from "./source.ts";

/** Pooled samples up to this size in all stay in memory. */
const KEPT_BYTES = 192 * 2 ** 20;

export interface Pooling {
  readonly bands: number;
  readonly frames: number;
  /** Frames that become one; what is left at the end of a sample is left out. */
  readonly pooledFrames: number;
}

/** Spectrograms (bands, frames) as their means over frames that follow each other: (bands, ⌊frames / pooledFrames⌋). */
export function pooledSource(
  source: Pick<SampleSource, "count" | "sampleLength" | "read">,
  { bands, frames, pooledFrames }: Pooling,
  keptBytes = KEPT_BYTES,
): Pick<SampleSource, "sampleLength" | "read"> {
  const length = Math.floor(frames / pooledFrames);
  const sampleLength = bands * length;
  const sample = new Float32Array(source.sampleLength);

  const readPooled = async (index: number, into: Float32Array): Promise<void> => {
    await source.read(Uint32Array.of(index), sample);
    for (let band = 0, at = 0; band < bands; band++) {
      for (let frame = 0; frame < length; frame++, at++) {
        const first = band * frames + frame * pooledFrames;
        let sum = 0;
        for (let offset = 0; offset < pooledFrames; offset++) sum += sample[first + offset]!;
        into[at] = sum / pooledFrames;
      }
    }
  };
  const { read } = keepingFirst({ count: source.count, length: sampleLength, bytes: keptBytes, read: readPooled });

  return { sampleLength, read };
}
