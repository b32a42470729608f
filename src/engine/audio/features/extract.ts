import { stat } from "node:fs/promises";
import { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { decodeNpy, type NpyArray } from "../../../shared/npy.ts";
import { readWithDigest, type OnDamaged } from "../../core/checked-file.ts";
import { LatentuneError, type ErrorPlace } from "../../core/errors.ts";
import type { Executor, JobOutcome, RunOptions } from "../../core/executor.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { readNpy } from "../../core/npy.ts";
import { findFfmpeg } from "../decode/ffmpeg.ts";
import {
  featureFile,
  featureRecords,
  recordFile,
  runFeatureJob,
  type AudioDiagnostic,
  type FeatureJob,
  type FeatureRecord,
  type FeatureResult,
  type FeatureSettings,
} from "./jobs.ts";
import type { Feature } from "./feature.ts";

/** Runs feature jobs; see `createFeatureExecutor`. */
export type FeatureExecutor = Executor<FeatureJob, FeatureResult>;

/** A song whose feature is wanted. */
export interface FeatureRequest {
  /** The caller's name for the row; unique among the requests. */
  readonly id: string;
  readonly audioPath: string;
  /** SHA-256 of the file's bytes; null if it could not be read, which decoding then explains. */
  readonly contentHash: string | null;
}

export interface ExtractOptions extends RunOptions, Partial<FeatureSettings> {
  /** Called after every finished song; songs whose feature was there already are not counted. */
  readonly onProgress?: RunOptions["onProgress"];
  /** The folder of the cache; features lie in a folder of their own below it. */
  readonly cacheDir: string;
  readonly executor: FeatureExecutor;
  /** The ffmpeg of the settings. */
  readonly ffmpegPath?: string | undefined;
  readonly onDamaged?: OnDamaged;
  /** Whether songs are of use where their features cannot be written, as to somebody who only asks what is wrong with them. */
  readonly unkept?: boolean;
}

/** A song's feature, or why there is none. Diagnostics lack their place: only the caller knows the row. */
export type Extracted =
  | {
      readonly ok: true;
      /** The array's file, `.npy`. */
      readonly path: string;
      /**
       * The array. Its file is checked when it is read first, and made again if it was damaged.
       * @throws {LatentuneError} if the song cannot be used any more.
       */
      readonly read: (onDamaged: OnDamaged) => Promise<NpyArray>;
      /** Nothing was decoded: the feature was there from before. */
      readonly reused: boolean;
      /** Seconds of sound that were decoded. */
      readonly seconds: number;
      /** Warnings about a song that is used all the same. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * One feature of the first `seconds` of each song (default: the feature's own), or of those from `offset` on, as `.npy` files in the cache. Songs that
 * cannot be used are results with a diagnostic.
 * @throws {CancelledError} if the signal is aborted.
 * @throws {LatentuneError} if the settings' ffmpeg does not exist, or if the features cannot be written.
 */
export async function extractFeature(
  feature: Feature,
  requests: readonly FeatureRequest[],
  options: ExtractOptions,
): Promise<Map<string, Extracted>> {
  const { cacheDir, executor, seconds = feature.seconds, decoder = "auto", ffmpegPath, signal, onProgress } = options;
  const { offset = 0, onDamaged = () => undefined, unkept = false } = options;
  // A wrong setting is one error of the run, not one of every row.
  if (ffmpegPath !== undefined) await findFfmpeg(ffmpegPath);
  const settings = { seconds, decoder, offset: offset === 0 ? undefined : offset };

  // 1. One job per content: copies of a song share it.
  const jobs = new Map<string, FeatureJob>();
  const outOf = new Map<string, string>();
  for (const { id, audioPath, contentHash } of requests) {
    const out = featureFile(cacheDir, feature, settings, contentHash ?? `unread:${audioPath}`);
    outOf.set(id, out);
    jobs.set(out, { feature: feature.name, model: feature.model, audioPath, settings, out, ffmpegPath, unkept });
  }
  const unread = new Set(requests.filter(({ contentHash }) => contentHash === null).map(({ id }) => outOf.get(id)!));

  // 2. What is there already.
  const results = new Map<string, Extracted>();
  for (const job of jobs.values()) {
    const record = unread.has(job.out) ? undefined : await keptRecord(job.out, onDamaged);
    if (record !== undefined) results.set(job.out, used(job, record, true, signal));
  }

  // 3. The rest.
  const open = [...jobs.values()].filter(({ out }) => !results.has(out));
  const outcomes = await executor.run(open, { signal, onProgress });
  for (const [index, job] of open.entries()) results.set(job.out, resultOf(job, outcomes[index]!, signal));

  return new Map(requests.map(({ id }) => [id, results.get(outOf.get(id)!)!]));
}

function resultOf(job: FeatureJob, outcome: JobOutcome<FeatureResult>, signal: AbortSignal | undefined): Extracted {
  if (!outcome.ok) return unusable({ code: "audio-failed", message: outcome.error.message });
  const result = outcome.value;
  if ("refused" in result) throw notWritten(result.refused);
  return result.ok ? used(job, result.record, false, signal) : unusable(result.diagnostic);
}

/** The same would happen to every song: one error of the run. */
function notWritten({ message, ...place }: ErrorPlace & { readonly message: string }): LatentuneError {
  return new LatentuneError(message, place);
}

function used(
  job: FeatureJob,
  { seconds, diagnostics, sha256 }: FeatureRecord,
  reused: boolean,
  signal: AbortSignal | undefined,
): Extracted {
  const path = job.out;
  let checked = false;
  async function read(onDamaged: OnDamaged): Promise<NpyArray> {
    // Training reads large collections again in every epoch.
    if (checked) return readNpy(path);
    const bytes = (await readWithDigest(path, sha256, onDamaged)) ?? (await madeAgain(job, signal));
    checked = true;
    return decodeNpy(bytes);
  }
  return { ok: true, path, read, reused, seconds, diagnostics: diagnostics.map(diagnosticOf) };
}

/** The file of a feature that was lost since it was looked for; made in this thread: it is rare. */
async function madeAgain(job: FeatureJob, signal = new AbortController().signal): Promise<Uint8Array> {
  const result = await runFeatureJob(job, signal);
  if ("refused" in result) throw notWritten(result.refused);
  if (result.ok) return readGivenFile(job.out, "The feature", FILE_LIMITS.array);
  const { message, remedy } = result.diagnostic;
  throw new LatentuneError(message, { file: job.audioPath, ...(remedy === undefined ? {} : { remedy }) });
}

function unusable(diagnostic: AudioDiagnostic): Extracted {
  return { ok: false, diagnostic: diagnosticOf(diagnostic) };
}

function diagnosticOf(diagnostic: AudioDiagnostic): Diagnostic {
  return { severity: AUDIO_DIAGNOSTICS[diagnostic.code], ...diagnostic };
}

/** The record of a finished feature; undefined if the feature must be made. The record is written after the array. */
async function keptRecord(out: string, onDamaged: OnDamaged): Promise<FeatureRecord | undefined> {
  const record = await featureRecords.read(recordFile(out), onDamaged);
  const file = await stat(out).catch(() => undefined);
  if (record === undefined || file === undefined) return undefined;
  if (file.size === record.bytes) return record;
  onDamaged(out);
  return undefined;
}
