import { join } from "node:path";
import type { AudioDiagnosticCode } from "../../../shared/contract/audio.ts";
import { throwIfCancelled } from "../../core/errors.ts";
import { writeFileAtomic, writeJson } from "../../core/files.ts";
import { keyOf } from "../../core/hash.ts";
import { encodeNpy, type NpyArray } from "../../core/npy.ts";
import { AudioError } from "../decode/audio-error.ts";
import { decodeAudio, type DecodedAudio } from "../decode/decode-audio.ts";
import { LOG_MEL, whisperLogMel } from "./log-mel.ts";
import { MFCC, mfcc, mfccStatistics } from "./mfcc.ts";

/** The features that are extracted from a track's sound. */
export type Feature = "log-mel" | "mfcc-stats";

/** What a feature depends on beside the sound. */
export interface FeatureSettings {
  /** Seconds from the start of the track. */
  readonly seconds: number;
  readonly decoder: "auto" | "ffmpeg";
}

/** One track, one feature: everything that a worker on any machine with the same files needs to know. */
export interface FeatureJob {
  readonly feature: Feature;
  readonly audioPath: string;
  readonly settings: FeatureSettings;
  readonly ffmpegPath?: string;
  /** The array's file; its record lies beside it with the ending `.json` and is written last. */
  readonly out: string;
}

/** A diagnostic of a song that was used all the same, or the reason why it was not. */
export interface AudioDiagnostic {
  readonly code: AudioDiagnosticCode;
  readonly message: string;
  readonly remedy?: string;
}

/** What is kept beside the array. */
export interface FeatureRecord {
  /** Length of the array's file: a file of another length is not the one that was written. */
  readonly bytes: number;
  /** Seconds of sound that were decoded. */
  readonly seconds: number;
  readonly decoder: string;
  readonly diagnostics: readonly AudioDiagnostic[];
}

export type FeatureResult =
  { readonly ok: true; readonly record: FeatureRecord } | { readonly ok: false; readonly diagnostic: AudioDiagnostic };

/** Raised whenever a feature comes out differently for the same sound and settings. */
const VERSIONS: Record<Feature, number> = { "log-mel": 1, "mfcc-stats": 1 };

/** The file of a feature, named by everything that it depends on. */
export function featureFile(
  cacheDir: string,
  feature: Feature,
  settings: FeatureSettings,
  contentHash: string,
): string {
  const key = keyOf({ feature, version: VERSIONS[feature], settings, contentHash });
  return join(cacheDir, feature, `${key}.npy`);
}

/** The record of a feature file. */
export function recordFile(featurePath: string): string {
  return featurePath.replace(/\.npy$/, ".json");
}

/**
 * Extracts one feature of one track into its file. What is wrong with the track is a result; anything that is thrown
 * is a defect of ours or of the disk that is written to.
 */
export async function runFeatureJob(job: FeatureJob, signal: AbortSignal): Promise<FeatureResult> {
  try {
    const audio = await decodeAudio(job.audioPath, {
      ...job.settings,
      sampleRate: SAMPLE_RATE[job.feature],
      signal,
      ...(job.ffmpegPath === undefined ? {} : { ffmpegPath: job.ffmpegPath }),
    });
    throwIfCancelled(signal);
    const array = encodeNpy(COMPUTE[job.feature](audio.samples, job.settings.seconds));
    const record = { bytes: array.length, ...recordOf(job, audio) };
    await writeFileAtomic(job.out, array);
    await writeJson(recordFile(job.out), record);
    return { ok: true, record };
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    const { remedy } = error.place;
    const diagnostic = { code: `audio-${error.reason}` as const, message: error.message };
    return { ok: false, diagnostic: remedy === undefined ? diagnostic : { ...diagnostic, remedy } };
  }
}

const SAMPLE_RATE: Record<Feature, number> = { "log-mel": LOG_MEL.sampleRate, "mfcc-stats": MFCC.sampleRate };

const COMPUTE: Record<Feature, (samples: Float32Array, seconds: number) => NpyArray> = {
  "log-mel": (samples, seconds) => {
    const { bands, frames, data } = whisperLogMel(samples, seconds);
    return { shape: [bands, frames], data };
  },
  "mfcc-stats": (samples) => {
    const data = mfccStatistics(mfcc(samples));
    return { shape: [data.length], data };
  },
};

function recordOf({ feature, settings }: FeatureJob, audio: DecodedAudio): Omit<FeatureRecord, "bytes"> {
  const { samples, sampleRate, decoder, cut, notes } = audio;
  const diagnostics: AudioDiagnostic[] = [];
  if (notes.length > 0) diagnostics.push({ code: "audio-damaged", message: notes.join(" ") });
  // The log-mel is defined on the first seconds; the statistics are meant for the whole track.
  if (cut && feature === "mfcc-stats") {
    const message = `It is longer than ${settings.seconds} seconds: only its beginning was used.`;
    diagnostics.push({ code: "audio-cut", message });
  }
  return { seconds: samples.length / sampleRate, decoder, diagnostics };
}
