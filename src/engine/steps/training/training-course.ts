import { SIZES } from "../../../shared/contract/scale/sizes.ts";
import type { RunSettings } from "../../../shared/contract/settings.ts";
import { ARCHITECTURES, autoencoderArchitecture } from "../../models/architectures/registry.ts";
import { CONTRASTIVE_SETTINGS } from "../../models/settings.ts";
import type { SampleSource } from "../../models/training/source.ts";

/** A pass over samples: how many are read, and the usual seconds for each on two cores. */
interface Pass {
  readonly samples: number;
  readonly each: number;
}

/** What a training of a network does, in order, with the usual seconds on two cores; only ratios matter. */
export interface TrainingCourse {
  /** Until the first sample is read, and for graphs and threads. */
  readonly once: number;
  /** Passes before the first epoch. */
  readonly before: readonly Pass[];
  /** Of all epochs. */
  readonly epochs: number;
  /** Passes after the last epoch. */
  readonly after: readonly Pass[];
}

/** Two passes for mean and deviation. */
const MEASURE = { passes: 2, each: 0.0017 } as const;

/** Compact: up to so many songs are measured for the components, and all are condensed. */
const START = { songs: 256, each: 0.006, condense: 0.0015 } as const;

/** For each song of an epoch, for its encoding and for its reconstruction. */
const AUTOENCODERS = {
  compact: { epoch: 0.0011, encode: 0.003, reconstruct: 0.003 },
  reference: { epoch: 0.032, encode: 0.01, reconstruct: 0.01 },
} as const;

/** For each song, when it is read first, in each epoch, and for its encoding. */
const CONTRASTIVE = { first: 0.003, epoch: 0.0004, encode: 0.003 } as const;

type Trained = Pick<RunSettings, "epochs" | "architecture">;

/** @throws {UsageError} for the contrastive architecture, which has no autoencoder. */
export function autoencoderCourse({ epochs, architecture }: Trained, songs: number): TrainingCourse {
  const name = autoencoderArchitecture(architecture);
  const { epoch, encode, reconstruct } = AUTOENCODERS[name];
  const samples = Math.min(songs, SIZES.fitSongs);
  const start =
    name === "compact"
      ? [
          { samples: Math.min(samples, START.songs), each: START.each },
          { samples, each: START.condense },
        ]
      : [];
  return {
    once: 0.7,
    before: [{ samples: MEASURE.passes * samples, each: MEASURE.each }, ...start],
    epochs: epoch * samples * (epochs ?? ARCHITECTURES[name].settings.epochs),
    after: [
      { samples, each: encode },
      { samples, each: reconstruct },
    ],
  };
}

/** As {@link autoencoderCourse}, of the contrastive network, which every architecture has. */
export function contrastiveCourse({ epochs }: Pick<Trained, "epochs">, songs: number): TrainingCourse {
  const samples = Math.min(songs, SIZES.fitSongs);
  const { first, epoch, encode } = CONTRASTIVE;
  return {
    once: 0.1,
    before: [{ samples: MEASURE.passes * samples, each: MEASURE.each }],
    epochs: samples * (first + epoch * (epochs ?? CONTRASTIVE_SETTINGS.epochs)),
    after: [{ samples, each: encode }],
  };
}

/** The weight of a training, by the number of songs. @throws as {@link autoencoderCourse} */
export function autoencoderWeight(settings: Trained): (songs: number) => number {
  return (songs) => secondsOf(autoencoderCourse(settings, songs));
}

/** As {@link autoencoderWeight}, of the contrastive network. */
export function contrastiveWeight(settings: Trained): (songs: number) => number {
  return (songs) => secondsOf(contrastiveCourse(settings, songs));
}

function secondsOf({ once, before, epochs, after }: TrainingCourse): number {
  return once + secondsOfPasses(before, Infinity) + epochs + secondsOfPasses(after, Infinity);
}

/** The seconds of so many samples of passes that follow each other. */
function secondsOfPasses(passes: readonly Pass[], samples: number): number {
  let left = samples;
  return passes.reduce((seconds, { samples: all, each }) => {
    const done = Math.min(left, all);
    left -= done;
    return seconds + done * each;
  }, 0);
}

/** How far a training is, as a part of its course, 0 … 1. */
export interface TrainingProgress {
  /** The source, whose samples are counted before the first epoch and after the last. */
  readonly source: SampleSource;
  /** So much of the epochs is done, 0 … 1. */
  trained(part: number): number;
}

/** @param onRead called with the done part of the course and what is being done, each time it has grown by half a percent */
export function followTraining(
  course: TrainingCourse,
  source: SampleSource,
  onRead: (done: number, detail: string) => void,
): TrainingProgress {
  const { before, epochs, after } = course;
  const all = secondsOf(course);
  const finish = secondsOfPasses(after, Infinity);
  let samples = 0;
  let trained = 0;
  let told = 0;
  return {
    source: {
      ...source,
      async read(indices, into) {
        await source.read(indices, into);
        if (trained > 0 && trained < 1) return;
        samples += indices.length;
        const done = trained === 0 ? secondsOfPasses(before, samples) : all - finish + secondsOfPasses(after, samples);
        if (done / all < told + 0.005) return;
        told = done / all;
        onRead(told, trained === 0 ? "measuring the songs" : "encoding the songs");
      },
    },
    trained(part) {
      [trained, samples] = [part, 0];
      told = (all - finish - epochs * (1 - part)) / all;
      return told;
    },
  };
}
