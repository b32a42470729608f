import { availableParallelism } from "node:os";
import { isSystemError } from "../core/system-error.ts";
import { createFeatureExecutor } from "../audio/features/feature-executor.ts";
import { extractFeature, type Extracted, type ExtractOptions } from "../audio/features/extract.ts";
import type { Feature } from "../audio/features/feature.ts";
import { keepAudioDiagnostics } from "./audio-diagnostics.ts";
import { requestId, type FoundSongs } from "./song-set.ts";
import type { StepReporter } from "./step.ts";
import type { StepContext } from "./context.ts";

/** One feature of every song, by the songs' request ids, computed on worker threads that end with it. */
export async function songFeatures(
  feature: Feature,
  { paths, settings }: Pick<StepContext, "paths" | "settings">,
  report: StepReporter,
  { dataset, hashes }: Pick<FoundSongs, "hashes"> & { readonly dataset: Pick<FoundSongs["dataset"], "songs"> },
  options: Pick<ExtractOptions, "seconds" | "offset" | "unkept"> = {},
): Promise<ReadonlyMap<string, Extracted>> {
  const requests = dataset.songs.map((song, index) => ({
    id: requestId(song),
    audioPath: song.audioPath,
    contentHash: hashes[index] ?? null,
  }));
  const executor = createFeatureExecutor(
    feature.mostThreads === undefined ? {} : { workers: Math.min(availableParallelism(), feature.mostThreads) },
  );
  try {
    const features = await extractFeature(feature, requests, {
      ...options,
      cacheDir: paths.cache,
      executor,
      ...(settings.ffmpegPath === null ? {} : { ffmpegPath: settings.ffmpegPath }),
      signal: report.signal,
      onDamaged: report.damaged,
      onProgress: (done, total) => {
        report.fraction(done / total, `${done} of ${total} songs`);
      },
    });
    const kept = keepAudioDiagnostics(
      paths.cache,
      requests.flatMap(({ id, contentHash }) =>
        contentHash === null ? [] : [{ hash: contentHash, outcome: features.get(id)! }],
      ),
      report.damaged,
    );
    await (options.unkept === true ? kept.catch(ignoreRefusal) : kept);
    return features;
  } finally {
    await executor.close();
  }
}

function ignoreRefusal(error: unknown): void {
  if (!isSystemError(error)) throw error;
}

/** Says in the step's record how many features were made and how many were there. */
export function noteReuse(report: StepReporter, features: readonly { readonly reused: boolean }[], what: string): void {
  const reused = features.filter((feature) => feature.reused).length;
  if (reused === features.length) report.reused(`${reused} ${what}`);
  else report.note(`${features.length - reused} decoded, ${reused} reused`);
}
