import { expect, it } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import { defineUncachedStep } from "../../src/engine/steps/define-step.ts";
import { completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { createStepRunner } from "../../src/engine/steps/step-runner.ts";
import { MADE_HERE } from "../../src/engine/steps/audio-embedding.ts";
import { hardTask } from "../../src/engine/tasks/hard.ts";

/**
 * Runs of `hard --epochs 2` on links to thirty files: seconds by step on two cores, from `run.json`; steps that run at the same
 * time share its seconds.
 */
const MEASURED: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  30: {
    ...{ "read-data": 0.03, "log-mel": 2.05, "mean-mel": 0.05, "audio-embedding": 0.01, "train-beta-vae": 0.6 },
    ...{ "train-ae": 0.6, "train-contrastive": 0.13, "embed-lyrics": 0.03, cluster: 0.66, project: 0.35, draw: 1.28 },
    ...{ write: 0.31, view: 0.4, report: 0.33 },
  },
  300: {
    ...{ "read-data": 0.04, "log-mel": 2.27, "mean-mel": 0.34, "audio-embedding": 0.09, "train-beta-vae": 3 },
    ...{ "train-ae": 3, "train-contrastive": 1.25, "embed-lyrics": 0.21, cluster: 5.9, project: 1.72, draw: 1.66 },
    ...{ write: 0.27, view: 0.81, report: 0.5 },
  },
  1000: {
    ...{ "read-data": 0.08, "log-mel": 2.87, "mean-mel": 1.45, "audio-embedding": 0.22, "train-beta-vae": 8.2 },
    ...{ "train-ae": 8.2, "train-contrastive": 5.5, "embed-lyrics": 0.32, cluster: 16.4, project: 5.9, draw: 1.7 },
    ...{ write: 0.93, view: 1.62, report: 1 },
  },
};

/** Different files among them: the others are copies. */
const FILES = 30;

/** Seconds of the vectors of so many files where they are not made with the spectrograms. */
const HERE = 2.2;

/** Of a run that takes `factor` times the measured seconds, what was last said of the time left at each part of its time, and what was left. */
async function timeLeft(songs: number, factor: number, parts: readonly number[], anotherModel = false) {
  const seconds: Readonly<Record<string, number>> = {
    ...MEASURED[songs]!,
    ...(anotherModel && { "log-mel": 0.1, "audio-embedding": HERE }),
  };
  const events: { readonly at: number; readonly event: ProgressEvent }[] = [];
  let clock = 0;
  const steps = hardTask
    .plan(completeSettings({ epochs: 2 }))
    .filter(({ step: { name } }) => name in seconds)
    .map(({ step: { name, label }, ...planned }) => ({
      ...planned,
      step: defineUncachedStep({
        name,
        label,
        run: (_input: null, _context: object, report) => {
          if (name === "read-data") report.songs(songs);
          const start = clock;
          if (name === "audio-embedding") report.made(((anotherModel ? MADE_HERE : 1) * FILES) / songs);
          for (let tick = 1; tick <= 100; tick++) {
            clock = start + (factor * seconds[name]! * tick) / 100;
            report.fraction(tick / 100);
          }
          // Which files are copies is known when all have been read.
          if (name === "log-mel" && !anotherModel) report.made(FILES / songs);
          if (name === "log-mel" && anotherModel) report.reused();
        },
      }),
    }));
  const runner = createStepRunner(
    hardTask.plan(completeSettings({ epochs: 2 })).flatMap((planned) => {
      const made = steps.find(({ step: { name } }) => name === planned.step.name);
      return made ?? planned;
    }),
    { signal: undefined },
    (event) => events.push({ at: clock, event }),
    () => clock,
  );
  for (const { step } of steps) await runner.run(step, null);
  return parts.map((part) => ({
    said: events.findLast(({ at }) => at <= part * clock)!.event.secondsLeft!,
    left: (1 - part) * clock,
  }));
}

const PARTS = [0.12, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9];

it.each(Object.keys(MEASURED).map(Number))(
  "the time left of %i songs is right within 30 percent after an eighth of the time, on slow machines as well",
  async (songs) => {
    for (const anotherModel of [false, true])
      for (const factor of [1, 7])
        for (const [index, { said, left }] of (await timeLeft(songs, factor, PARTS, anotherModel)).entries()) {
          const when = `at ${PARTS[index]!} of the time${anotherModel ? ", with another audio model" : ""}`;
          expect(said / left, when).toBeGreaterThan(0.7);
          expect(said / left, when).toBeLessThan(1.3);
        }
  },
);
