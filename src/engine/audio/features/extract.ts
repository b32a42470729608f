import { stat } from "node:fs/promises";
import { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { LatentuneError } from "../../core/errors.ts";
import type { Executor, JobOutcome, RunOptions } from "../../core/executor.ts";
import { readJsonIfPresent } from "../../core/files.ts";
import { readNpy } from "../../core/npy.ts";
import { findFfmpeg } from "../decode/ffmpeg.ts";
import {
  featureFile,
  recordFile,
  type AudioDiagnostic,
  type FeatureJob,
  type FeatureRecord,
  type FeatureResult,
} from "./jobs.ts";
import type { Feature } from "./feature.ts";
import type { LogMel } from "./log-mel.ts";

/** Runs feature jobs; see `createFeatureExecutor`. */
export type FeatureExecutor = Executor<FeatureJob, FeatureResult>;

/** A track whose feature is wanted. */
export interface FeatureRequest {
  /** The caller's name for the row; unique among the requests. */
  readonly id: string;
  readonly audioPath: string;
  /** SHA-256 of the file's bytes; null if it could not be read, which decoding then explains. */
  readonly contentHash: string | null;
}

export interface ExtractOptions extends RunOptions {
  /** Called after every finished track; tracks whose feature was there already are not counted. */
  readonly onProgress?: RunOptions["onProgress"];
  /** The folder of the cache; features lie in a folder of their own below it. */
  readonly cacheDir: string;
  readonly executor: FeatureExecutor;
  /** Seconds from the start of each track. */
  readonly seconds?: number;
  /** `ffmpeg` decodes everything with ffmpeg. Default `auto`: in process, ffmpeg for the rest. */
  readonly decoder?: "auto" | "ffmpeg";
  /** The ffmpeg of the settings. */
  readonly ffmpegPath?: string | undefined;
}

/** A track's feature, or why there is none. Diagnostics lack their place: only the caller knows the row. */
export type Extracted =
  | {
      readonly ok: true;
      /** The array's file, `.npy`. */
      readonly path: string;
      /** Nothing was decoded: the feature was there from before. */
      readonly reused: boolean;
      /** Seconds of sound that were decoded. */
      readonly seconds: number;
      /** Warnings about a track that is used all the same. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * One feature of the first `seconds` of each track (default: the feature's own), as `.npy` files in the cache. Tracks that
 * cannot be used are results with a diagnostic.
 * @throws {CancelledError} if the signal is aborted.
 * @throws {LatentuneError} if the settings' ffmpeg does not exist.
 */
export async function extractFeature(
  feature: Feature,
  requests: readonly FeatureRequest[],
  { cacheDir, executor, seconds = feature.seconds, decoder = "auto", ffmpegPath, signal, onProgress }: ExtractOptions,
): Promise<Map<string, Extracted>> {
  // A wrong setting is one error of the run, not one of every row.
  if (ffmpegPath !== undefined) await findFfmpeg(ffmpegPath);
  const settings = { seconds, decoder };

  // 1. One job per content: copies of a song share it.
  const jobs = new Map<string, FeatureJob>();
  const outOf = new Map<string, string>();
  for (const { id, audioPath, contentHash } of requests) {
    const out = featureFile(cacheDir, feature, settings, contentHash ?? `unread:${audioPath}`);
    outOf.set(id, out);
    jobs.set(out, {
      feature: feature.name,
      audioPath,
      settings,
      out,
      ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
    });
  }
  const unread = new Set(requests.filter(({ contentHash }) => contentHash === null).map(({ id }) => outOf.get(id)!));

  // 2. What is there already.
  const results = new Map<string, Extracted>();
  for (const out of jobs.keys()) {
    const record = unread.has(out) ? undefined : await keptRecord(out);
    if (record !== undefined) results.set(out, used(out, record, true));
  }

  // 3. The rest.
  const open = [...jobs.values()].filter(({ out }) => !results.has(out));
  const outcomes = await executor.run(open, { signal, onProgress });
  for (const [index, { out }] of open.entries()) results.set(out, resultOf(out, outcomes[index]!));

  return new Map(requests.map(({ id }) => [id, results.get(outOf.get(id)!)!]));
}

/** Reads a file of the log-mel feature. @throws {LatentuneError} if it is none. */
export async function readLogMel(path: string): Promise<LogMel> {
  const { shape, data } = await readNpy(path);
  const [bands, frames] = shape;
  if (shape.length !== 2 || bands === undefined || frames === undefined || !(data instanceof Float32Array)) {
    throw new LatentuneError(`Not a log-mel spectrogram: its shape is (${shape.join(", ")}).`, { file: path });
  }
  return { bands, frames, data };
}

function resultOf(path: string, outcome: JobOutcome<FeatureResult>): Extracted {
  if (!outcome.ok) return unusable({ code: "audio-failed", message: outcome.error.message });
  const result = outcome.value;
  return result.ok ? used(path, result.record, false) : unusable(result.diagnostic);
}

function used(path: string, { seconds, diagnostics }: FeatureRecord, reused: boolean): Extracted {
  return { ok: true, path, reused, seconds, diagnostics: diagnostics.map(diagnosticOf) };
}

function unusable(diagnostic: AudioDiagnostic): Extracted {
  return { ok: false, diagnostic: diagnosticOf(diagnostic) };
}

function diagnosticOf(diagnostic: AudioDiagnostic): Diagnostic {
  return { severity: AUDIO_DIAGNOSTICS[diagnostic.code], ...diagnostic };
}

/** The record of a finished feature; undefined if the feature must be made. The record is written after the array. */
async function keptRecord(out: string): Promise<FeatureRecord | undefined> {
  const record = (await readJsonIfPresent(recordFile(out))) as Partial<FeatureRecord> | undefined;
  if (typeof record?.seconds !== "number" || !Array.isArray(record.diagnostics)) return undefined;
  const bytes = await stat(out)
    .then(({ size }) => size)
    .catch(() => undefined);
  return bytes !== undefined && bytes === record.bytes ? (record as FeatureRecord) : undefined;
}
