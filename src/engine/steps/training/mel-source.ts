import { basename } from "node:path";
import { keyOf } from "../../core/hash.ts";
import type { SampleSource } from "../../models/training/source.ts";
import type { LogMels } from "../log-mels.ts";
import type { DrawnSongs } from "./sampled.ts";

/** Spectrograms up to this size in all stay in memory; those of larger collections are read again in every epoch. */
const KEPT_BYTES = 128 * 2 ** 20;

/** The spectrograms of the cache files as training samples, normalised by the trainer. */
export function melSource({ files, spectrogram, bands, frames }: LogMels, keptBytes = KEPT_BYTES): SampleSource {
  const sampleLength = bands * frames;
  const kept = new Map<number, Float32Array>();
  const mostKept = Math.floor(keptBytes / (sampleLength * Float32Array.BYTES_PER_ELEMENT));

  async function sample(index: number): Promise<Float32Array> {
    const known = kept.get(index);
    if (known !== undefined) return known;
    const mel = await spectrogram(index);
    // Which samples are kept does not matter for the result: the first ones, until the memory is used up.
    if (kept.size < mostKept) kept.set(index, mel.data);
    return mel.data;
  }

  return {
    count: files.length,
    sampleLength,
    // A feature file is named by its definition, its settings and the song's content.
    key: keyOf({ files: files.map((file) => basename(file)), bands, frames }),
    contentOf: (index) => basename(files[index]!),
    async read(indices, into) {
      for (const [position, index] of indices.entries()) into.set(await sample(index), position * sampleLength);
    },
  };
}

/** The songs that were drawn for the training; undefined where it is on all. */
export function drawnOf({ sample, songs }: Pick<LogMels, "sample" | "songs">): DrawnSongs | undefined {
  return sample && { songs: sample.length, of: songs.length };
}
