import type { StoredWeights } from "../../hub/layout.ts";
import type { NpyArray } from "../../../shared/npy.ts";

/** The kinds of networks that compute features; see `MODEL_FEATURES`. */
export type FeatureModelKind = "patches" | "clap" | "encoders";

/** A network that computes a feature; plain JSON, so that a worker on any machine with the same files can load it. */
export interface FeatureModel {
  readonly kind: FeatureModelKind;
  /** Where it lies, absolute. */
  readonly path: string;
  /** Changes with every byte of it. */
  readonly key: string;
  /** Which of the weights in a folder of the hub's layout. */
  readonly weights?: StoredWeights;
}

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
  /** What computes it, where that is not our own code. */
  readonly model?: FeatureModel;
  /** Threads that compute it at most: each holds the network. Left out: one per core. */
  readonly mostThreads?: number;
  /** The array's shape. */
  shape(seconds: number): readonly number[];
  /** @param samples mono, at `sampleRate`, at most `seconds` of them; @returns an array of `shape(seconds)` */
  compute(samples: Float32Array, seconds: number, signal?: AbortSignal): NpyArray | Promise<NpyArray>;
}
