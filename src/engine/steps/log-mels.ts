import { basename, join } from "node:path";
import { matrix, type Matrix } from "../core/matrix.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { logMelFeature, meanMel, readLogMel } from "../audio/index.ts";
import { fromCache } from "../store/cache.ts";
import { readMatrix, writeMatrix } from "../results/matrix-file.ts";
import { noteReuse, songFeatures } from "./song-features.ts";
import { keepUsable, songSet, type FoundSongs, type SongSet } from "./song-set.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** The spectrograms of the usable songs, as files: ten thousand of them do not fit into memory. */
export interface LogMels extends SongSet {
  /** Absolute `.npy` files, float32 [80, frames], in the order of the songs. */
  readonly files: readonly string[];
  readonly bands: number;
  readonly frames: number;
}

/** Decodes every song on worker threads and keeps its log-mel spectrogram; songs that cannot be used are warned about. */
export async function makeLogMels(context: TaskContext, report: StepReporter, found: FoundSongs): Promise<LogMels> {
  const { seconds } = context.settings;
  const features = await songFeatures(logMelFeature, context, report, found, { seconds });
  const usable = keepUsable(found, features, context.warn);
  noteReuse(
    report,
    usable.map(({ value }) => value),
    "spectrograms",
  );
  const [bands, frames] = logMelFeature.shape(seconds) as [number, number];
  return { ...songSet(found, usable), files: usable.map(({ value }) => value.path), bands, frames };
}

/** Raised whenever the mean spectrum is defined anew. */
const MEAN_MEL_VERSION = 1;

/** The mean of each spectrogram over time: songs × 80. */
export async function meanMels(
  { paths }: Pick<TaskContext, "paths">,
  report: StepReporter,
  { files, bands }: LogMels,
): Promise<Matrix> {
  const cached = await fromCache<Matrix>(paths.cache, {
    step: "mean-mel",
    version: MEAN_MEL_VERSION,
    settings: { bands },
    inputs: files.map((file) => basename(file)),
    make: async (folder) => {
      const means = matrix(files.length, bands);
      for (const [row, file] of files.entries()) {
        throwIfCancelled(report.signal);
        means.data.set(meanMel(await readLogMel(file)), row * bands);
        report.fraction((row + 1) / files.length);
      }
      await writeMatrix(join(folder, "means.npy"), means);
    },
    read: (folder) => readMatrix(join(folder, "means.npy")),
  });
  if (cached.reused) report.reused();
  return cached.value;
}
