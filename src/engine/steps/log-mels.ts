import { basename } from "node:path";
import { matrix } from "../core/matrix.ts";
import { LatentuneError, throwIfCancelled } from "../core/errors.ts";
import type { Feature } from "../audio/features/feature.ts";
import { logMelFeature, logMelOf, meanMel, type LogMel } from "../audio/features/log-mel.ts";
import { meanMelFeature } from "../audio/features/mean-mel.ts";
import { melBytesFeature, melOfBytes } from "../audio/features/mel-bytes.ts";
import { drawSample } from "../dataset/draw-sample.ts";
import { decodeMatrix, encodeMatrix } from "../store/entry-files.ts";
import type { StepContext } from "./context.ts";
import { defineStep, defineUncachedStep } from "./define-step.ts";
import { featuresOfAll, noteReuse, songFeatures } from "./song-features.ts";
import { keepUsable, usableSet, type FoundSongs, type SongFeature, type UsableSet } from "./song-set.ts";
import { partOf, type StepReporter } from "./step.ts";

/** The spectrograms of the usable songs, or of a sample of them, as files: ten thousand of them do not fit into memory. */
export interface LogMels extends UsableSet {
  /** The songs whose spectrograms are kept, ascending; left out where those of all are. */
  readonly sample?: Uint32Array;
  /** Absolute `.npy` files, in the order of the songs or of the sample; their names change with every byte that they depend on. */
  readonly files: readonly string[];
  /** The spectrogram [80, frames] of the song of a file; a file that is damaged is made again. */
  readonly spectrogram: (file: number) => Promise<LogMel>;
  readonly bands: number;
  readonly frames: number;
  /** Content hashes of the songs whose feature of {@link SongsToHear} this run has made while it decoded them. */
  readonly madeBeside?: ReadonlySet<string>;
}

export interface SongsToHear extends FoundSongs {
  /** What all songs are heard for anyway: made with the spectrograms, or before those of a sample. */
  readonly heardFor?: Feature;
}

type MelContext = Pick<StepContext, "paths" | "settings" | "warn" | "queue">;

/**
 * Decodes every song on worker threads and keeps its log-mel spectrogram; songs that cannot be used are warned about. Of
 * more songs than networks are trained on, only the spectrograms of those are kept.
 */
export const makeLogMels = defineUncachedStep({
  name: "log-mel",
  label: "Decoding songs, log-mel spectrograms",
  run: async (found: SongsToHear, context: MelContext, report): Promise<LogMels> => {
    const { seconds, offset, trainingSongs } = context.settings;
    if (found.dataset.songs.length > trainingSongs) return logMelsOfSample(found, context, report);
    const options = { seconds, offset, beside: found.heardFor };
    const features = await songFeatures(logMelFeature, context, report, found, options);
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
      madeBeside: hashesWhere(usable, ({ madeBeside }) => madeBeside),
    };
  },
});

/** How much of the work it is to hear all songs, beside the spectrograms of the sample. */
const HEARING = 0.9;

async function logMelsOfSample(found: SongsToHear, context: MelContext, report: StepReporter): Promise<LogMels> {
  const { seconds, offset, trainingSongs, seed } = context.settings;
  const heardFor = found.heardFor ?? meanMelFeature;
  const heard = await songFeatures(heardFor, context, partOf(report, 0, HEARING), found, { seconds, offset });
  throwIfAllFail(heard.values(), heardFor);
  const usable = keepUsable(found, heard, context.warn);
  const set = usableSet(found, usable);
  const sample = drawSample(set.hashes, trainingSongs, seed);
  const drawn = {
    songs: Array.from(sample, (song) => set.songs[song]!),
    hashes: Array.from(sample, (song) => set.hashes[song]!),
  };
  const kept = await featuresOfAll(melBytesFeature, context, partOf(report, HEARING, 1), drawn);
  noteReuse(report, kept, `spectrograms of the ${sample.length} songs to train on`);
  const [bands, frames] = logMelFeature.shape(seconds) as [number, number];
  return {
    ...set,
    sample,
    files: kept.map(({ path }) => path),
    spectrogram: async (file) => melOfBytes(await kept[file]!.read(report.damaged), frames),
    bands,
    frames,
    ...(found.heardFor !== undefined && { madeBeside: hashesWhere(usable, ({ reused }) => !reused) }),
  };
}

function hashesWhere(songs: readonly SongFeature[], made: (value: SongFeature["value"]) => boolean): Set<string> {
  return new Set(songs.flatMap(({ value }) => (made(value) ? value.contentHash : [])));
}

/** A network that fails does so for all songs in the same way: that is one error of the run. */
function throwIfAllFail(
  heard: Iterable<
    | { readonly ok: true }
    | { readonly ok: false; readonly diagnostic: { readonly code: string; readonly message: string } }
  >,
  { model }: Feature,
): void {
  let last: string | undefined;
  for (const song of heard) {
    if (song.ok || song.diagnostic.code !== "audio-failed") return;
    last = song.diagnostic.message;
  }
  if (last !== undefined) throw new LatentuneError(last, model === undefined ? {} : { file: model.path });
}

/** The mean of each spectrogram over time: songs × 80. Not for a sample: see `encodeSongs`. */
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
