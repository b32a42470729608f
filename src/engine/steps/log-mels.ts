import { basename } from "node:path";
import { matrix } from "../core/matrix.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { logMelFeature, logMelOf, meanMel, type LogMel } from "../audio/features/log-mel.ts";
import { decodeMatrix, encodeMatrix } from "../store/entry-files.ts";
import type { StepContext } from "./context.ts";
import { defineStep, defineUncachedStep } from "./define-step.ts";
import { noteReuse, songFeatures } from "./song-features.ts";
import { keepUsable, usableSet, type FoundSongs, type UsableSet } from "./song-set.ts";

/** The spectrograms of the usable songs, as files: ten thousand of them do not fit into memory. */
export interface LogMels extends UsableSet {
  /** Absolute `.npy` files, in the order of the songs; their names change with every byte that they depend on. */
  readonly files: readonly string[];
  /** A song's spectrogram [80, frames]; a file that is damaged is made again. */
  readonly spectrogram: (song: number) => Promise<LogMel>;
  readonly bands: number;
  readonly frames: number;
}

/** Decodes every song on worker threads and keeps its log-mel spectrogram; songs that cannot be used are warned about. */
export const makeLogMels = defineUncachedStep({
  name: "log-mel",
  label: "Decoding songs, log-mel spectrograms",
  run: async (
    found: FoundSongs,
    context: Pick<StepContext, "paths" | "settings" | "warn" | "queue">,
    report,
  ): Promise<LogMels> => {
    const { seconds, offset } = context.settings;
    const features = await songFeatures(logMelFeature, context, report, found, { seconds, offset });
    const usable = keepUsable(found, features, context.warn);
    noteReuse(
      report,
      usable.map(({ value }) => value),
      "spectrograms",
    );
    const [bands, frames] = logMelFeature.shape(seconds) as [number, number];
    return {
      ...usableSet(found, usable),
      files: usable.map(({ value }) => value.path),
      spectrogram: async (song) => logMelOf(await usable[song]!.value.read(report.damaged)),
      bands,
      frames,
    };
  },
});

/** The mean of each spectrogram over time: songs × 80. */
export const meanMels = defineStep({
  name: "mean-mel",
  label: "Mean spectra",
  version: 1,
  settings: ({ bands }: LogMels) => ({ bands }),
  inputs: ({ files }) => files.map((file) => basename(file)),
  compute: async ({ files, spectrogram, bands }, _context: Pick<StepContext, "paths">, report) => {
    const means = matrix(files.length, bands);
    for (let row = 0; row < files.length; row++) {
      throwIfCancelled(report.signal);
      means.data.set(meanMel(await spectrogram(row)), row * bands);
      report.fraction((row + 1) / files.length);
    }
    return means;
  },
  write: (means) => ({ "means.npy": encodeMatrix(means) }),
  read: (file) => decodeMatrix(file("means.npy")),
  result: ({ value }) => value,
});
