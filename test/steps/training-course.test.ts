import { expect, test } from "vitest";
import { arraySource } from "../../src/engine/models/training/source.ts";
import {
  autoencoderCourse,
  autoencoderWeight,
  contrastiveWeight,
  followTraining,
  type TrainingCourse,
} from "../../src/engine/steps/training/training-course.ts";

const COURSE: TrainingCourse = {
  once: 0,
  before: [
    { samples: 4, each: 1 },
    { samples: 2, each: 3 },
  ],
  epochs: 20,
  after: [{ samples: 2, each: 5 }],
};

test("samples that are read before and after the epochs, and the epochs, are parts of the whole", async () => {
  const told: [number, string][] = [];
  const progress = followTraining(COURSE, arraySource(new Float32Array(2), 1, "two"), (...read) => {
    told.push(read);
  });
  const read = (...songs: number[]): void | Promise<void> =>
    progress.source.read(Uint32Array.from(songs), new Float32Array(songs.length));
  await read(0, 1);
  await read(0, 1);
  await read(0);
  // More than was foreseen.
  await read(1, 0, 1);
  expect(told.map(([done]) => done)).toEqual([2 / 40, 4 / 40, 7 / 40, 10 / 40]);
  expect(progress.trained(0.5)).toBe(20 / 40);
  await read(0, 1);
  expect(progress.trained(1)).toBe(30 / 40);
  await read(0);
  await read(1);
  expect(told.slice(4)).toEqual([
    [35 / 40, "encoding the songs"],
    [1, "encoding the songs"],
  ]);
});

test("what is read often is said now and then", async () => {
  let told = 0;
  const course = { once: 0, before: [{ samples: 10_000, each: 1 }], epochs: 0, after: [] };
  const { source } = followTraining(course, arraySource(new Float32Array(1), 1, "one"), () => told++);
  for (let index = 0; index < 10_000; index++) await source.read(Uint32Array.of(0), new Float32Array(1));
  expect(told).toBeGreaterThan(150);
  expect(told).toBeLessThanOrEqual(200);
});

test("weights are those that were measured on two cores", () => {
  const short = { epochs: 2, architecture: "compact" } as const;
  const seconds = (weight: (songs: number) => number, songs: readonly number[]): number[] =>
    songs.map((count) => Math.round(weight(count) * 10) / 10);
  // 100,000 songs are trained on a sample of 50,000.
  expect(seconds(autoencoderWeight(short), [30, 300, 1000])).toEqual([1.3, 6.2, 15.3]);
  expect(autoencoderWeight(short)(100_000)).toBe(autoencoderWeight(short)(50_000));
  // Measured: 5.2 to 6.8 s, without early stopping.
  expect(seconds(autoencoderWeight({ epochs: null, architecture: "compact" }), [30])).toEqual([5.2]);
  expect(autoencoderCourse({ epochs: 1, architecture: "reference" }, 100).before).toEqual([
    { samples: 200, each: 0.0017 },
  ]);
  // Measured: 0.4, 2.9 and 10.5 s; with all epochs 1.6 to 1.8 s.
  expect(seconds(contrastiveWeight({ epochs: 2, architecture: "compact" }), [30, 300, 1000])).toEqual([0.4, 3.2, 10.3]);
  expect(seconds(contrastiveWeight({ epochs: null, architecture: "compact" }), [30])).toEqual([1.6]);
});
