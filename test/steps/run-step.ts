import { join } from "node:path";
import type { Song } from "../../src/shared/contract/dataset.ts";
import type { Diagnostic } from "../../src/shared/contract/diagnostic.ts";
import type { ModelRecord, StepRecord } from "../../src/shared/contract/run.ts";
import type { RunSettings } from "../../src/shared/contract/settings.ts";
import type { Representation } from "../../src/engine/analysis/representations/representation.ts";
import { matrix, type Matrix } from "../../src/engine/core/matrix.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import type { StepContext } from "../../src/engine/steps/context.ts";
import type { Step } from "../../src/engine/steps/step.ts";
import type { LogMels } from "../../src/engine/steps/log-mels.ts";
import { completeSettings } from "../../src/engine/steps/resolve-settings.ts";
import { createStepRunner } from "../../src/engine/steps/step-runner.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";

const SONGS = 12;

const LYRICS = ["river and stone", "stone and sky", "ভালোবাসা নদী", "নদী আর আকাশ", "", "sky over the river"];

export const songs = Array.from({ length: SONGS }, (_, index): Song => ({
  row: index + 1,
  firstLine: index + 2,
  lastLine: index + 2,
  filename: `${index}.wav`,
  language: index % 3 === 0 ? "bangla" : "english",
  genre: ["folk", "pop", "rock"][index % 3]!,
  lyrics: LYRICS[index % LYRICS.length]!,
  audioPath: `/${index}.wav`,
  audioRelative: `data/audio/${index}.wav`,
}));
export const languages = songs.map(({ language }) => language);
export const genres = songs.map(({ genre }) => genre);

/** Three groups in `cols` dimensions. */
export function groups(cols: number): Matrix {
  const rng = createRng(11, "groups");
  const data = Float64Array.from({ length: SONGS * cols }, (_, at) => rng.normal() + 4 * (Math.floor(at / cols) % 3));
  return matrix(SONGS, cols, data);
}

export const representation: Representation = {
  name: "groups",
  label: "Groups",
  kind: "audio",
  parts: [],
  holdsLabel: null,
  drawn: "always",
  mapName: "groups",
  matrix: groups(5),
};

const FRAMES = 64;

export const mels: LogMels = {
  ...{
    songs,
    languages,
    genres,
    hashes: songs.map(({ filename }) => filename),
    table: "data/lyrics/lyrics.csv",
    total: SONGS,
    fingerprint: "",
  },
  files: songs.map(({ filename }) => filename),
  spectrogram: (song) => {
    const rng = createRng(song, "spectrogram");
    const data = Float32Array.from({ length: 80 * FRAMES }, (_, at) => Math.sin(at / (7 + song)) + 0.1 * rng.normal());
    return Promise.resolve({ bands: 80, frames: FRAMES, data });
  },
  bands: 80,
  frames: FRAMES,
};

interface StepRun<Output> {
  readonly output: Output;
  readonly record: StepRecord;
  readonly diagnostics: readonly Diagnostic[];
  readonly models: readonly ModelRecord[];
}

/** Runs one step in a workspace; it writes into the folder `out`. */
export async function runStep<Input, Output>(
  step: Step<Input, Output, StepContext>,
  input: Input,
  workspace: string,
  settings: Partial<RunSettings> = {},
): Promise<StepRun<Output>> {
  const models: ModelRecord[] = [];
  const context: StepContext = {
    paths: workspacePaths(workspace),
    settings: completeSettings({ epochs: 2, ...settings }),
    signal: undefined,
    out: join(workspace, "out"),
    warn: () => undefined,
    addModel: (model) => models.push(model),
    approximate: () => undefined,
    onEpoch: () => undefined,
    addBulkFile: () => undefined,
  };
  const steps = createStepRunner([{ step, weight: 1 }], context, () => undefined);
  const output = await steps.run(step, input);
  return { output, record: steps.records[0]!, diagnostics: steps.diagnostics, models };
}
