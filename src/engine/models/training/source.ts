import { throwIfCancelled } from "../../core/errors.ts";
import { keyOf, sha256 } from "../../core/hash.ts";
import { letGo } from "../../core/native/let-go.ts";

/** Where training samples come from: rows of a cache file, or an array. Batches are read one by one. */
export interface SampleSource {
  readonly count: number;
  /** Values per sample. */
  readonly sampleLength: number;
  /** Changes with the content: a checkpoint of other data is not continued. */
  readonly key: string;
  /** Equal for equal samples. */
  readonly contentOf: (index: number) => string;
  /** Writes the samples of the given indices, one after the other, as they are: the trainer normalises. */
  read(indices: Uint32Array, into: Float32Array): Promise<void> | void;
  /** Gives back what it keeps in memory, and keeps nothing from now on: it will be read seldom. */
  forget?(): void;
}

/** A source over samples that lie in memory. */
export function arraySource(data: Float32Array, sampleLength: number, key: string): SampleSource {
  const sample = (index: number): Float32Array => data.subarray(index * sampleLength, (index + 1) * sampleLength);
  return {
    count: data.length / sampleLength,
    sampleLength,
    key,
    contentOf: (index) => sha256(new Uint8Array(sample(index).slice().buffer)),
    read(indices, into) {
      indices.forEach((index, position) => {
        into.set(sample(index), position * sampleLength);
      });
    },
  };
}

/** Some samples of a source, in the order of their indices. */
export function someSamples(source: SampleSource, indices: Uint32Array): SampleSource {
  return {
    count: indices.length,
    sampleLength: source.sampleLength,
    key: keyOf({ source: source.key, indices: [...indices] }),
    contentOf: (index) => source.contentOf(indices[index]!),
    read: (chosen, into) =>
      source.read(
        chosen.map((index) => indices[index]!),
        into,
      ),
    forget: () => source.forget?.(),
  };
}

/** Of eight at once buffers and the runtime take 30 MB more, and no less time. */
const BATCH = 2;

/**
 * The samples in order, two at a time, and three where one would be left alone; each batch is valid until the next.
 * @throws {CancelledError} between two batches if the signal is aborted.
 */
export async function* inBatches(
  source: SampleSource,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly first: number; readonly samples: Float32Array }> {
  const buffer = new Float32Array(largestBatch(source) * source.sampleLength);
  try {
    for (let first = 0, count: number; first < source.count; first += count) {
      throwIfCancelled(signal);
      count = batchAt(first, source.count);
      const samples = buffer.subarray(0, count * source.sampleLength);
      await source.read(
        Uint32Array.from({ length: count }, (_, index) => first + index),
        samples,
      );
      yield { first, samples };
    }
  } finally {
    letGo([buffer.buffer]);
  }
}

/** The most samples that {@link inBatches} gives at a time. */
export const largestBatch = ({ count }: Pick<SampleSource, "count">): number => Math.min(BATCH + 1, count);

/** The runtime rounds a sample otherwise where it is alone. Results that are kept are of batches of eight, which seldom left one. */
function batchAt(first: number, all: number): number {
  const left = all - first;
  return left === BATCH + 1 && all % 8 !== 1 ? left : Math.min(BATCH, left);
}
