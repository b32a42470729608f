import type { NpyArray } from "../../../shared/npy.ts";

/** A feature of a song's sound. What is added to `FEATURES` can be extracted, cached and run on worker threads. */
export interface Feature {
  /** Names the cache's folder. */
  readonly name: string;
  /** Raised whenever it comes out differently for the same sound and settings. */
  readonly version: number;
  /** Of the samples that it is computed from, in Hz. */
  readonly sampleRate: number;
  /** Seconds from the start of each song, where the caller does not say. */
  readonly seconds: number;
  /** Meant for whole songs: one that is longer than `seconds` is warned about. */
  readonly wholeSong: boolean;
  /** The array's shape. */
  shape(seconds: number): readonly number[];
  /** @param samples mono, at `sampleRate`, at most `seconds` of them; @returns an array of `shape(seconds)` */
  compute(samples: Float32Array, seconds: number): NpyArray | Promise<NpyArray>;
}
