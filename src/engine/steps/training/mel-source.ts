import { basename } from "node:path";
import { keyOf } from "../../core/hash.ts";
import { letGo } from "../../core/native/let-go.ts";
import { keepingFirst } from "../../models/training/kept-samples.ts";
import type { SampleSource } from "../../models/training/source.ts";
import type { LogMels } from "../log-mels.ts";
import type { DrawnSongs } from "./sampled.ts";

/** Spectrograms up to this size in all stay in memory until they are forgotten; those of larger collections are read again in every epoch. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Trainings on the same spectrograms keep them once; after the last one they are given up. */
const sources = new WeakMap<LogMels, WeakRef<SampleSource>>();

/** The spectrograms of the cache files as training samples, normalised by the trainer. */
export function melSource(mels: LogMels): SampleSource {
  const source = sources.get(mels)?.deref() ?? makeSource(mels);
  sources.set(mels, new WeakRef(source));
  return source;
}

function makeSource({ files, spectrogram, bands, frames }: LogMels): SampleSource {
  const sampleLength = bands * frames;
  const readFile = async (index: number, into: Float32Array): Promise<void> => {
    const { data } = await spectrogram(index);
    into.set(data);
    letGo([data.buffer]);
  };
  const kept = keepingFirst({ count: files.length, length: sampleLength, bytes: KEPT_BYTES, read: readFile });

  return {
    count: files.length,
    sampleLength,
    // A feature file is named by its definition, its settings and the song's content.
    key: keyOf({ files: files.map((file) => basename(file)), bands, frames }),
    contentOf: (index) => basename(files[index]!),
    ...kept,
  };
}

/** The songs that were drawn for the training; undefined where it is on all. */
export function drawnOf({ sample, songs }: Pick<LogMels, "sample" | "songs">): DrawnSongs | undefined {
  return sample && { songs: sample.length, of: songs.length };
}
