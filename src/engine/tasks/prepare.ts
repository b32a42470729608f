import { audioModelNames } from "../../shared/contract/audio-models.ts";
import type { Task } from "../../shared/contract/settings.ts";
import type { ClusteredRepresentation, MethodResult } from "../analysis/clustering/clustered.ts";
import type { Matrix } from "../core/matrix.ts";
import type { LocatedModel } from "../hub/locate.ts";
import { embedAudio, type AudioEmbedding } from "../steps/audio-embedding.ts";
import type { TaskContext } from "../steps/context.ts";
import { makeLogMels, meanMels, type LogMels } from "../steps/log-mels.ts";
import { chooseClusters, numberOfClusters, type ClusterNumber } from "../steps/k/choose-k.ts";
import { tfidfOf } from "../steps/lyric-embedding.ts";
import { alphasOf, checkArchitecture, checkClusters } from "../steps/resolve-settings.ts";
import { readSongsAndModels, type Heard } from "../steps/sentence-embedding.ts";
import { projectAll } from "../steps/maps.ts";
import { drawPictures } from "../steps/pictures/draw-pictures.ts";
import { makeView } from "../steps/view/view-step.ts";
import { writeReports } from "../steps/report/report-step.ts";
import { writeFiles } from "../steps/write-step.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { ownLabelDiagnostics, ownLabelsOf, readOwnLabels } from "../dataset/labels/own-labels.ts";
import type { SongSet } from "../steps/song-set.ts";
import type { PlannedStep } from "../steps/step.ts";
import { growing } from "../steps/step-weight.ts";
import { encodeSongs, type AudioNetwork, type EncodedSongs } from "../steps/training/encode-songs.ts";

// Weights are the seconds that the steps take on two cores.

/** What the tasks on spectrograms prepare, and no seed changes. */
export const PREPARE: readonly PlannedStep[] = [
  { step: readSongsAndModels, weight: growing({ once: 0.2, each: 0.0001 }) },
  // The audio model's vectors are made meanwhile, if they are of the same samples, as MusiCNN's are.
  { step: makeLogMels, weight: growing({ once: 0.2, each: 0.065 }) },
  { step: meanMels, weight: growing({ once: 0.05, each: 0.00125 }) },
  { step: embedAudio, weight: growing({ once: 0.05, each: 0.002 }) },
  { step: chooseClusters, weight: growing({ once: 0.05, each: 0.001 }) },
];

/** Of the pass over all songs behind a training on a sample. It mostly is not there, which then counts as done. */
export const ENCODE_WEIGHT = growing({ once: 0.1, each: 0.0002 });

/** Of what is done with all representations, and with their pictures and files. */
export const WEIGHTS = {
  lyrics: growing({ once: 0.05, each: 0.0005 }),
  cluster: growing({ once: 0.3, each: 0.012, pair: 4.5e-6 }),
  project: growing({ once: 0.15, each: 0.005, pair: 8e-7 }),
  draw: growing({ once: 2, each: 0.0002 }),
  write: growing({ once: 0.2, each: 0.0007 }),
  view: growing({ once: 0.35, each: 0.0005, pair: 8e-7 }),
  report: growing({ once: 0.4, each: 0.0006 }),
} as const;

/** What the tasks on spectrograms and lyrics end with. */
export const FINISH: readonly PlannedStep[] = [
  { step: projectAll, weight: WEIGHTS.project },
  { step: drawPictures, weight: WEIGHTS.draw },
  { step: writeFiles, weight: WEIGHTS.write },
  { step: makeView, weight: WEIGHTS.view },
  { step: writeReports, weight: WEIGHTS.report },
];

/** What is heard of the songs. */
export interface Sounds {
  readonly mels: LogMels;
  /** Null where only a sample's spectrograms are kept: it then comes with the encodings of all songs. */
  readonly meanMel: Matrix | null;
  readonly audio: AudioEmbedding;
}

export interface Prepared extends ClusterNumber {
  readonly model: LocatedModel | null;
  readonly set: SongSet;
  /** Null where no row has its audio file: the run then is about the lyrics alone. */
  readonly sounds: Sounds | null;
  readonly alphas: readonly number[];
}

interface Wanted {
  readonly task: Task;
  /** The labels whose number is k where the settings do not say. */
  readonly labels: "languages" | "genres";
  /** Called before anything is decoded. */
  readonly onFound?: (dataset: Dataset) => Promise<void>;
}

/** @throws {UsageError} for settings that do not fit the architecture, and for more clusters than songs. */
export async function prepare(context: TaskContext, wanted: Wanted): Promise<Prepared> {
  const { steps, settings, signal } = context;
  checkArchitecture(settings);
  // The rows of the table and their audio files; the pretrained models.
  const { model, dataset, songs } = await steps.run(readSongsAndModels, null);
  // Before anything is heard: a table that cannot be read ends the run, and more clusters than songs.
  checkClusters(settings, "found" in songs ? dataset.songs : songs.songs);
  const labels = settings.ownLabels ? await readOwnLabels(dataset.paths) : undefined;
  await wanted.onFound?.(dataset);
  const [sounds, found] = "found" in songs ? await hear(steps, songs) : [null, songs];
  const set = labels === undefined ? found : { ...found, own: ownLabelsOf(labels, found.songs) };
  context.warn(ownLabelDiagnostics(dataset.paths, set));
  const number = await numberOfClusters(context, {
    labels: set[wanted.labels],
    data: async () =>
      sounds === null
        ? { matrix: (await tfidfOf(set.songs, settings.seed, { signal })).matrix, name: "lyrics" }
        : { matrix: sounds.audio.matrix, name: audioModelNames(settings.audioModel).label },
  });
  return { model, set, sounds, ...number, alphas: alphasOf(wanted.task, settings) };
}

/** Spectrograms, and what is made of them. From here on only songs that can be used. */
async function hear(steps: TaskContext["steps"], { found, audioModel }: Heard): Promise<[Sounds, SongSet]> {
  const mels = await steps.run(makeLogMels, { ...found, heardFor: audioModel.feature });
  const meanMel = mels.sample === undefined ? await steps.run(meanMels, mels) : null;
  const audio = await steps.run(embedAudio, { ...mels, audioModel });
  return [{ mels, meanMel, audio }, mels];
}

/** Every clustering of an analysis, in the order of the metrics table. */
export function resultsOf({ clustered }: { readonly clustered: readonly ClusteredRepresentation[] }): MethodResult[] {
  return clustered.flatMap(({ methods }) => methods);
}

/** The networks' latents of all songs, and the songs' mean spectra: of a sample's networks in one more pass over the songs. */
export async function encodeAll(
  { steps }: Pick<TaskContext, "steps">,
  { mels, meanMel }: Pick<Sounds, "mels" | "meanMel">,
  networks: readonly AudioNetwork[],
): Promise<EncodedSongs> {
  if (meanMel === null) return steps.run(encodeSongs, { mels, networks });
  return { meanMel, of: (network) => network };
}
