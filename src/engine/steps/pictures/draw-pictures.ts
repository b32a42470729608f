import { join } from "node:path";
import { writeFileAtomic } from "../../core/files.ts";
import { sha256 } from "../../core/hash.ts";
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
} from "../../report/plots/index.ts";
import type { ReportPicture } from "../../report/report.ts";
import type { StepContext } from "../context.ts";
import { defineItemsStep } from "../define-step.ts";

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

/** Draws the pictures into the run's folder; unchanged ones come from the cache. Gives what the report shows. */
export const drawPictures = defineItemsStep({
  name: "draw",
  label: "Drawing pictures",
  folder: "pictures",
  version: 1,
  noun: "pictures",
  // Most of a picture's time is its compression, which runs on the threads of Node's pool while the next one is drawn.
  atOnce: 4,
  items: (pictures: readonly PlannedPicture[]) => pictures,
  itemName: ({ path }) => path,
  settings: ({ plot }: PlannedPicture) => ({ kind: plot.kind }),
  inputs: ({ plot }) => [contentKey(plot.input)],
  compute: ({ plot }) => draw(plot),
  write: (picture) => ({ "picture.png": picture }),
  read: (file) => file("picture.png"),
  each: (picture, { path }, { out }: Pick<StepContext, "paths" | "out">) => writeFileAtomic(join(out, path), picture),
  result: (_pictures, planned): ReportPicture[] =>
    planned.flatMap(({ path, shown }) => (shown === undefined ? [] : [{ path, ...shown }])),
});

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
