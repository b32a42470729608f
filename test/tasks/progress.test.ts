import { describe, expect, it } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import type { RunSettings } from "../../src/shared/contract/settings.ts";
import { csvText } from "../../src/shared/csv.ts";
import { runTask } from "../../src/engine/tasks/run-task.ts";
import { TASK_DEFINITIONS } from "../../src/engine/tasks/tasks.ts";
import { toneWav } from "../cases/make-case.ts";
import { folderWith } from "../dataset/workspace.ts";

const LYRICS = [
  "rain on the river",
  "night train home",
  "river of rain",
  "home by the night train",
  "la la rain",
  "a train, a river",
];
const rows = LYRICS.map((lyrics, song) => [`s${song}.wav`, song % 2 === 0 ? "english" : "french", "folk", lyrics]);
const words = { "data/lyrics/lyrics.csv": csvText(["filename", "language", "genre", "lyrics"], rows) };
const sounds = Object.fromEntries(LYRICS.map((_, song) => [`data/audio/s${song}.wav`, toneWav(1000 * song + 7)]));

type Told = Pick<ProgressEvent, "step" | "fraction" | "secondsLeft">;

async function toldOf(
  workspace: string,
  task: keyof typeof TASK_DEFINITIONS,
  settings: Partial<RunSettings>,
): Promise<Told[]> {
  const told: Told[] = [];
  await runTask(TASK_DEFINITIONS[task], {
    workspace,
    settings,
    onProgress: ({ step, fraction, secondsLeft }) => told.push({ step, fraction, secondsLeft }),
  });
  return told;
}

describe("the progress of a small run", () => {
  it.each([
    { task: "easy", files: { ...words, ...sounds }, settings: { epochs: 2 } },
    { task: "medium", files: { ...words, ...sounds }, settings: { epochs: 2 } },
    { task: "medium", files: { ...words, ...sounds }, settings: { epochs: 2, architecture: "contrastive" } },
    { task: "hard", files: { ...words, ...sounds }, settings: { epochs: 2 } },
    { task: "medium", files: words, settings: {} },
    { task: "hard", files: words, settings: { seeds: 2 } },
  ] as const)("$task, $settings: never goes back, and is at its end when the run is", async (each) => {
    const { task, files, settings } = each;
    const workspace = await folderWith(files);
    // Nothing is there; everything is, the pictures as well; another number of clusters.
    for (const more of [{}, {}, { k: 3 }]) {
      const told = await toldOf(workspace, task, { ...settings, ...more });
      const fractions = told.map(({ fraction }) => fraction);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      expect(fractions.at(-1)).toBeGreaterThanOrEqual(0.98);
      expect(fractions.at(-1)).toBeLessThanOrEqual(1);
      expect(told.at(-1)!.secondsLeft).toBe(0);
      // The reports come last and take a moment: nothing before them says that the run is over.
      expect(told.at(-1)!.step).toBe("report");
      const before = told.filter(({ step }) => step !== "report");
      expect(Math.max(...before.map(({ fraction }) => fraction))).toBeLessThan(0.98);
    }
  });
});
