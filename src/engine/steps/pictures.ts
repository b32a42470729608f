import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { throwIfCancelled } from "../core/errors.ts";
import { writeFileAtomic } from "../core/files.ts";
import { sha256 } from "../core/hash.ts";
import {
  betaSweepPlot,
  clusterDistributionPlot,
  melPlot,
  scatterPlot,
  trainingCurvesPlot,
  type BetaSweepInput,
  type ClusterDistributionInput,
  type MelPlotInput,
  type ScatterPlotInput,
  type TrainingCurvesInput,
} from "../report/plots/index.ts";
import type { ReportPicture } from "../report/report.ts";
import { fromCache } from "../store/cache.ts";
import type { StepReporter } from "./step-runner.ts";
import type { TaskContext } from "./context.ts";

/** Raised whenever a picture looks different for the same input. */
const VERSION = 1;

/** Pictures in the making at the same time. */
const AT_ONCE = 4;

/** What is drawn: the input of one of the report's plots. */
export type Plot =
  | { readonly kind: "scatter"; readonly input: ScatterPlotInput }
  | { readonly kind: "distribution"; readonly input: ClusterDistributionInput }
  | { readonly kind: "mel"; readonly input: MelPlotInput }
  | { readonly kind: "curves"; readonly input: TrainingCurvesInput }
  | { readonly kind: "beta-sweep"; readonly input: BetaSweepInput };

export interface PlannedPicture {
  /** Below the results folder, with forward slashes. */
  readonly path: string;
  readonly plot: Plot;
  /** Under which heading and words the report shows it; left out for pictures that only lie in the folder. */
  readonly shown?: { readonly section: string; readonly caption: string };
}

/** Draws the pictures into the run's folder; unchanged ones come from the cache. @returns what the report shows. */
export async function drawPictures(
  { paths, out }: Pick<TaskContext, "paths" | "out">,
  report: StepReporter,
  pictures: readonly PlannedPicture[],
): Promise<ReportPicture[]> {
  let reused = 0;
  let done = 0;
  const waiting = pictures.values();

  async function drawNext(): Promise<void> {
    for (const { path, plot } of waiting) {
      throwIfCancelled(report.signal);
      const cached = await fromCache<Uint8Array>(paths.cache, {
        step: "pictures",
        version: VERSION,
        settings: { kind: plot.kind },
        inputs: [contentKey(plot.input)],
        make: async (folder) => writeFile(join(folder, "picture.png"), await draw(plot)),
        read: (folder) => readFile(join(folder, "picture.png")),
      });
      if (cached.reused) reused++;
      await writeFileAtomic(join(out, path), cached.value);
      report.fraction(++done / pictures.length, path);
    }
  }

  // Most of a picture's time is its compression, which runs on the threads of Node's pool while the next one is drawn.
  // All must have stopped before a failure is passed on: nobody may write into a folder that its owner then removes.
  const outcomes = await Promise.allSettled(Array.from({ length: AT_ONCE }, drawNext));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  if (reused === pictures.length) report.reused(`${reused} pictures`);
  else report.note(`${pictures.length} pictures${reused > 0 ? `, ${reused} reused` : ""}`);
  return pictures.flatMap(({ path, shown }) => (shown === undefined ? [] : [{ path, ...shown }]));
}

function draw(plot: Plot): Promise<Uint8Array> {
  switch (plot.kind) {
    case "scatter":
      return scatterPlot(plot.input);
    case "distribution":
      return clusterDistributionPlot(plot.input);
    case "mel":
      return melPlot(plot.input);
    case "curves":
      return trainingCurvesPlot(plot.input);
    case "beta-sweep":
      return betaSweepPlot(plot.input);
  }
}

/** A key of a plot's input: large arrays by their hash, the rest as JSON. */
function contentKey(input: unknown): string {
  return JSON.stringify(input, (_name, value: unknown) =>
    ArrayBuffer.isView(value) ? sha256(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) : value,
  );
}
