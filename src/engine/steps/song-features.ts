import { partOf } from "../../shared/format.ts";
import { availableParallelism } from "node:os";
import { LatentuneError, throwIfCancelled } from "../core/errors.ts";
import { isSystemError } from "../core/system-error.ts";
import { createFeatureExecutor } from "../audio/features/feature-executor.ts";
import {
  extractFeature,
  type Extracted,
  type ExtractOptions,
  type FeatureExecutor,
} from "../audio/features/extract.ts";
import type { Feature } from "../audio/features/feature.ts";
import { knownHashes } from "../dataset/audio-files/content-hashes.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { hashesFolder, keepAudioDiagnostics } from "./audio-diagnostics.ts";
import { FEATURE_KIND } from "./queue/feature-kind.ts";
import { queueExecutor } from "./queue/machine-of.ts";
import { requestId, type UsableSet } from "./song-set.ts";
import type { StepReporter } from "./step.ts";
import type { StepContext } from "./context.ts";

/**
 * One feature of every song, by the songs' request ids, computed on worker threads that end with it. Where the hashes of the
 * songs' files are not given, those that are not known from before are made by the workers, and kept.
 */
export async function songFeatures(
  feature: Feature,
  context: Pick<StepContext, "paths" | "settings" | "queue">,
  report: StepReporter,
  { dataset: { songs }, hashes }: { readonly dataset: Pick<Dataset, "songs">; readonly hashes?: readonly string[] },
  options: Pick<ExtractOptions, "seconds" | "offset" | "unkept" | "beside"> = {},
): Promise<ReadonlyMap<string, Extracted>> {
  const { paths, settings } = context;
  const { signal, damaged: onDamaged } = report;
  const { unkept = false } = options;
  const files =
    hashes === undefined
      ? await knownHashes(songs, hashesFolder(paths.cache), { signal, onDamaged, unkept })
      : { known: hashes, keep: () => Promise.resolve() };
  const requests = songs.map((song, index) => ({
    id: requestId(song),
    audioPath: song.audioPath,
    contentHash: files.known[index],
  }));
  const executor = await executorOf(feature, context);
  let count: readonly [number, number] = [0, requests.length];
  let state: string | null = null;
  const tell = (): void => {
    const [done, total] = count;
    report.fraction(done / total, `${partOf(done, total, "song")}${state === null ? "" : `, ${state}`}`);
  };
  try {
    const features = await extractFeature(feature, requests, {
      ...options,
      cacheDir: paths.cache,
      executor,
      ...(settings.ffmpegPath === null ? {} : { ffmpegPath: settings.ffmpegPath }),
      signal,
      onDamaged,
      onProgress: (done, total) => {
        count = [done, total];
        report.made(total / requests.length);
        tell();
      },
      onState: (text) => {
        state = text;
        tell();
      },
    });
    const outcomes = requests.map(({ id }) => features.get(id)!);
    await files.keep(outcomes.map(({ contentHash }) => contentHash));
    const kept = keepAudioDiagnostics(paths.cache, outcomes, onDamaged);
    await (unkept ? kept.catch(ignoreRefusal) : kept);
    await executor.forget?.();
    return features;
  } finally {
    await executor.close();
  }
}

/** Threads of this machine, or the workers of a queue. */
async function executorOf(
  feature: Feature,
  context: Pick<StepContext, "paths" | "settings" | "queue">,
): Promise<FeatureExecutor> {
  if (context.queue !== undefined) return queueExecutor(FEATURE_KIND, context, context.queue);
  return createFeatureExecutor(
    feature.mostThreads === undefined ? {} : { workers: Math.min(availableParallelism(), feature.mostThreads) },
  );
}

/**
 * As {@link songFeatures}, of songs that could be decoded a moment ago, with the seconds of the settings; in their order.
 * @param label of what makes the feature, for people
 * @throws {LatentuneError} if one cannot be made: mostly it is a network that fails, for all in the same way.
 */
export async function featuresOfAll(
  feature: Feature,
  context: Pick<StepContext, "paths" | "settings" | "queue">,
  report: StepReporter,
  { songs, hashes }: Pick<UsableSet, "songs" | "hashes">,
  label?: string,
): Promise<Extract<Extracted, { readonly ok: true }>[]> {
  const { seconds, offset } = context.settings;
  const found = await songFeatures(feature, context, report, { dataset: { songs }, hashes }, { seconds, offset });
  return songs.map((song) => {
    const extracted = found.get(requestId(song))!;
    if (extracted.ok) return extracted;
    const { code, message, remedy } = extracted.diagnostic;
    throw new LatentuneError(
      label === undefined ? message : `${label}: ${message}`,
      code === "audio-failed" ? {} : { file: song.audioPath, remedy },
    );
  });
}

/** The rows of a feature of floats, one per song, read one by one. */
export async function featureRows(
  features: readonly Extract<Extracted, { readonly ok: true }>[],
  report: StepReporter,
  each: (values: Float64Array, row: number) => void,
): Promise<void> {
  for (const [row, feature] of features.entries()) {
    throwIfCancelled(report.signal);
    each(Float64Array.from((await feature.read(report.damaged)).data, Number), row);
  }
}

function ignoreRefusal(error: unknown): void {
  if (!isSystemError(error)) throw error;
}

/** Says in the step's record how many features were made and how many were there. */
export function noteReuse(
  report: StepReporter,
  features: readonly { readonly reused: boolean; readonly path: string }[],
  what: string,
): void {
  const reused = features.filter((feature) => feature.reused).length;
  if (reused === features.length) report.reused(`${reused} ${what}`);
  else report.note(`${features.length - reused} decoded, ${reused} reused`);
  report.made(partMade(features));
}

/** The part of the features that was made, of which copies of a song are one. */
export function partMade(features: readonly { readonly reused: boolean; readonly path: string }[]): number {
  const made = new Set(features.flatMap(({ reused, path }) => (reused ? [] : [path])));
  return made.size / features.length;
}
