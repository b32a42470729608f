import { AUDIO_DIAGNOSTICS } from "../../../shared/contract/audio.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { decodeNpy, type NpyArray } from "../../../shared/npy.ts";
import { readWithDigest, type OnDamaged } from "../../core/checked-file.ts";
import { LatentuneError, type ErrorPlace } from "../../core/errors.ts";
import type { Executor, JobOutcome, RunOptions } from "../../core/executor.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";
import { hashIfReadable } from "../../core/hash.ts";
import { readNpy } from "../../core/npy.ts";
import { mapParallel } from "../../core/parallel.ts";
import { findFfmpeg } from "../decode/ffmpeg.ts";
import { BEING_CHANGED, runFeatureJob, type FeatureJob, type FeatureResult, type WantedFeature } from "./jobs.ts";
import {
  featureFile,
  keptRecord,
  type AudioDiagnostic,
  type FeatureSettings,
  type SourceSound,
} from "./kept-feature.ts";
import type { Feature } from "./feature.ts";

/** Runs feature jobs; see `createFeatureExecutor`. */
export type FeatureExecutor = Executor<FeatureJob, FeatureResult>;

/** A song whose feature is wanted. */
export interface FeatureRequest {
  /** The caller's name for the row; unique among the requests. */
  readonly id: string;
  readonly audioPath: string;
  /** SHA-256 of the file's bytes, where it is known: then a feature that is there costs no look at the file. */
  readonly contentHash?: string | undefined;
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
  /** A feature that is going to be asked for as well: a song that is decoded is decoded once for both, if they are made of the same samples. */
  readonly beside?: Feature | undefined;
  /** Whether songs are of use where their features cannot be written, as to somebody who only asks what is wrong with them. */
  readonly unkept?: boolean;
}

/**
 * A song's feature, or why there is none, with the SHA-256 of its file's bytes. Diagnostics lack their place: only the
 * caller knows the row.
 */
export type Extracted =
  | {
      readonly contentHash: string;
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
      /** The feature beside it was made too. */
      readonly madeBeside: boolean;
      /** Seconds of sound that were decoded. */
      readonly seconds: number;
      /** What decoded it, such as `ffmpeg`. */
      readonly decoder: string;
      /** What its file is; undefined where an earlier version made the feature. */
      readonly source: SourceSound | undefined;
      /** Warnings about a song that is used all the same. */
      readonly diagnostics: readonly Diagnostic[];
    }
  /** The hash is null if the file could not be read. */
  | { readonly ok: false; readonly contentHash: string | null; readonly diagnostic: Diagnostic };

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
  const { offset = 0, onDamaged = () => undefined, unkept = false, onState, beside } = options;
  // A wrong setting is one error of the run, not one of every row.
  if (ffmpegPath !== undefined) await findFfmpeg(ffmpegPath);
  const settings = { seconds, decoder, offset: offset === 0 ? undefined : offset };
  const common = { ...wantedOf(feature), settings, ffmpegPath, cacheDir, unkept };
  const both =
    beside !== undefined && hasSameSamples(feature, beside) ? { ...common, beside: wantedOf(beside) } : common;
  const fileOf = (contentHash: string): string => featureFile(cacheDir, feature, settings, contentHash);

  // 1. One job per content where that is known, else per file: copies of a song share it.
  const jobs = new Map<string, FeatureJob>();
  const keyOf = ({ audioPath, contentHash }: FeatureRequest): string => contentHash ?? audioPath;
  for (const request of requests) {
    const { audioPath, contentHash } = request;
    jobs.set(keyOf(request), { ...both, audioPath, ...(contentHash !== undefined && { contentHash }) });
  }

  // 2. What is there already.
  const results = new Map<string, Extracted>();
  const look = async ([key, job]: readonly [string, FeatureJob]): Promise<void> => {
    const { contentHash } = job;
    if (contentHash === undefined) return;
    const path = fileOf(contentHash);
    const record = await keptRecord(path, onDamaged);
    if (record === undefined) return;
    results.set(key, used({ ...job, contentHash }, path, { record, reused: true, madeBeside: false }, signal));
  };
  await mapParallel([...jobs], look, { signal });

  // 3. The rest.
  const open = [...jobs].filter(([key]) => !results.has(key));
  const outcomes = await executor.run(
    open.map(([, job]) => job),
    { signal, onProgress, onState, among: [...jobs.values()] },
  );
  // Where a worker died, the feature beside may be to blame: the song is tried without it.
  const lost = [...outcomes.entries()].flatMap(([index, outcome]) =>
    !outcome.ok && outcome.error.reason === "crashed" && open[index]![1].beside !== undefined ? [index] : [],
  );
  const alone = await executor.run(
    lost.map((index) => ({ ...open[index]![1], beside: undefined })),
    { signal, onState },
  );
  for (const [at, index] of lost.entries()) outcomes[index] = alone[at]!;
  // Files of one content may have been decoded one after the other: none of them was there before.
  const values = outcomes.flatMap((outcome) => (outcome.ok && outcome.value.ok ? outcome.value : []));
  const made = new Set(values.filter(({ reused }) => !reused).map(({ contentHash }) => contentHash));
  for (const [index, [key, job]] of open.entries()) {
    results.set(key, await resultOf(job, outcomes[index]!, { fileOf, made, onDamaged, signal }));
  }
  return new Map(requests.map((request) => [request.id, results.get(keyOf(request))!]));
}

interface Resolving {
  readonly fileOf: (contentHash: string) => string;
  /** Hashes of the contents whose feature was made. */
  readonly made: ReadonlySet<string>;
  readonly onDamaged: OnDamaged;
  readonly signal: AbortSignal | undefined;
}

async function resultOf(
  job: FeatureJob,
  outcome: JobOutcome<FeatureResult>,
  { fileOf, made, onDamaged, signal }: Resolving,
): Promise<Extracted> {
  if (!outcome.ok) {
    // What a worker died of is worth knowing the next time.
    const contentHash = job.contentHash ?? (await hashIfReadable(job.audioPath, signal));
    return unusable({ code: "audio-failed", message: outcome.error.message }, contentHash);
  }
  const result = answerTo(job, outcome.value);
  for (const path of result.damaged) onDamaged(path);
  if ("refused" in result) throw notWritten(result.refused);
  if (!result.ok) return unusable(result.diagnostic, result.contentHash);
  const { contentHash } = result;
  return used({ ...job, contentHash }, fileOf(contentHash), { ...result, reused: !made.has(contentHash) }, signal);
}

/** A feature of another content than the one that was asked about is that of a file which has been replaced since. */
function answerTo({ contentHash }: FeatureJob, result: FeatureResult): FeatureResult {
  if (!result.ok || contentHash === undefined || result.contentHash === contentHash) return result;
  return { ...BEING_CHANGED, damaged: result.damaged };
}

function wantedOf({ name, model }: Feature): WantedFeature {
  return { feature: name, model };
}

/** A network that few threads may hold at a time would let the others wait. */
function hasSameSamples(feature: Feature, other: Feature): boolean {
  return feature.sampleRate === other.sampleRate && other.mostThreads === undefined;
}

/** The same would happen to every song: one error of the run. */
function notWritten({ message, ...place }: ErrorPlace & { readonly message: string }): LatentuneError {
  return new LatentuneError(message, place);
}

function used(
  job: FeatureJob & { readonly contentHash: string },
  path: string,
  { record, reused, madeBeside }: Pick<Extract<FeatureResult, { ok: true }>, "record" | "reused" | "madeBeside">,
  signal: AbortSignal | undefined,
): Extracted {
  const { seconds, decoder, source, diagnostics, sha256 } = record;
  let checked = false;
  let before = Promise.resolve();
  // One after the other: what several trainings miss at the same time is found and made again once.
  const read = (onDamaged: OnDamaged): Promise<NpyArray> => {
    const array = before.then(() => readAlone(onDamaged));
    const nothing = (): void => undefined;
    before = array.then(nothing, nothing);
    return array;
  };
  async function readAlone(onDamaged: OnDamaged): Promise<NpyArray> {
    // Training reads large collections again in every epoch; the cache may be deleted meanwhile.
    const again = checked ? await readNpy(path).catch(() => undefined) : undefined;
    if (again !== undefined) return again;
    const bytes = (await readWithDigest(path, sha256, onDamaged)) ?? (await madeAgain(job, path, signal));
    checked = true;
    return decodeNpy(bytes);
  }
  const { contentHash } = job;
  const told = diagnostics.map(diagnosticOf);
  return { ok: true, contentHash, path, read, reused, madeBeside, seconds, decoder, source, diagnostics: told };
}

/** The file of a feature that was lost since it was looked for; made in this thread: it is rare. */
async function madeAgain(job: FeatureJob, path: string, signal = new AbortController().signal): Promise<Uint8Array> {
  const result = answerTo(job, await runFeatureJob({ ...job, beside: undefined }, signal));
  if ("refused" in result) throw notWritten(result.refused);
  if (result.ok) return readGivenFile(path, "The feature", FILE_LIMITS.array);
  const { message, remedy } = result.diagnostic;
  throw new LatentuneError(message, { file: job.audioPath, ...(remedy === undefined ? {} : { remedy }) });
}

function unusable(diagnostic: AudioDiagnostic, contentHash: string | null): Extracted {
  return { ok: false, contentHash, diagnostic: diagnosticOf(diagnostic) };
}

function diagnosticOf(diagnostic: AudioDiagnostic): Diagnostic {
  return { severity: AUDIO_DIAGNOSTICS[diagnostic.code], ...diagnostic };
}
