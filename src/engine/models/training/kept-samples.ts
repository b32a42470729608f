import { letGo } from "../../core/native/let-go.ts";

/** Samples that are read once while there is room for them. */
export interface KeptSamples {
  /** Writes samples, one after the other. */
  readonly read: (indices: Uint32Array, into: Float32Array) => Promise<void>;
  /** Gives the memory back; from now on nothing is kept. */
  readonly forget: () => void;
}

export interface KeepingOptions {
  /** Of all samples. */
  readonly count: number;
  /** Of each sample. */
  readonly length: number;
  /** What is kept at most. */
  readonly bytes: number;
  /** Writes a sample, `length` values. */
  readonly read: (index: number, into: Float32Array) => Promise<void>;
  /** Called when all samples are kept, where there is room for all. */
  readonly onAll?: () => void;
}

/**
 * Reads samples, and keeps the first ones in one block of memory: a hundred blocks of their own would leave holes that the
 * process never gives back.
 */
export function keepingFirst({ count, length, bytes, read, onAll }: KeepingOptions): KeptSamples {
  const most = Math.min(count, Math.floor(bytes / (length * Float32Array.BYTES_PER_ELEMENT)));
  const nothing = () => ({ block: new Float32Array(most * length), isKept: new Uint8Array(most), left: most });
  let kept: ReturnType<typeof nothing> | undefined;
  let isForgotten = false;

  async function readOne(index: number, sample: Float32Array): Promise<void> {
    if (index >= most || isForgotten) return read(index, sample);
    const memory = (kept ??= nothing());
    const place = memory.block.subarray(index * length, (index + 1) * length);
    if (memory.isKept[index] === 1) {
      sample.set(place);
      return;
    }
    await read(index, sample);
    // Another reader of this sample may have been faster, and the memory given back meanwhile.
    if (memory !== kept || memory.isKept[index] === 1) return;
    place.set(sample);
    memory.isKept[index] = 1;
    memory.left--;
    if (memory.left === 0 && most === count) onAll?.();
  }

  return {
    async read(indices, into) {
      for (const [position, index] of indices.entries())
        await readOne(index, into.subarray(position * length, (position + 1) * length));
    },
    forget() {
      if (kept !== undefined) letGo([kept.block.buffer]);
      kept = undefined;
      isForgotten = true;
    },
  };
}
