import { join } from "node:path";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { LatentuneError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { sha256 } from "../../core/hash.ts";
import { drawPlot, plotsProblem, type Plot } from "../../report/plots/index.ts";
import type { StepContext } from "../context.ts";
import { defineItemsStep, type CachedStep } from "../define-step.ts";

export interface PlannedPicture {
  /** Below the results folder, with forward slashes. */
  readonly path: string;
  readonly plot: Plot;
}

type DrawContext = Pick<StepContext, "paths" | "out" | "warn">;

const drawAll = defineItemsStep({
  name: "draw",
  label: "Drawing pictures",
  folder: "pictures",
  version: 3,
  noun: "pictures",
  // Most of a picture's time is its compression, which runs on the threads of Node's pool while the next one is drawn.
  atOnce: 4,
  items: (pictures: readonly PlannedPicture[]) => pictures,
  itemName: ({ path }) => path,
  settings: ({ plot }: PlannedPicture) => ({ kind: plot.kind }),
  inputs: ({ plot }) => [contentKey(plot.input)],
  compute: ({ plot }) => drawPlot(plot),
  write: (picture) => ({ "picture.png": picture }),
  read: (file) => file("picture.png"),
  each: (picture, { path }, { out }: DrawContext) => writeFileAtomic(join(out, path), picture),
  result: nothing,
});

/**
 * Draws the pictures into the run's folder; unchanged ones come from the cache. A machine on
 * which nothing can be drawn gets a run without pictures and a warning: everything else is there.
 */
export const drawPictures: CachedStep<readonly PlannedPicture[], void, DrawContext> = {
  ...drawAll,
  run: async (pictures, context, report) => {
    const problem = await plotsProblem();
    if (problem === undefined) return drawAll.run(pictures, context, report);
    report.note("left out");
    context.warn([picturesDiagnostic(problem)]);
  },
};

function nothing(): void {
  // The pictures lie in the run's folder.
}

/** Why a run has no pictures. */
export function picturesDiagnostic({ message, place: { remedy } }: LatentuneError): Diagnostic {
  return {
    code: "pictures-left-out",
    severity: "warning",
    message: `Pictures are left out of runs, everything else is there: ${message}`,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** A key of a plot's input: large arrays by their hash, the rest as JSON. */
function contentKey(input: unknown): string {
  return JSON.stringify(input, (_name, value: unknown) =>
    ArrayBuffer.isView(value) ? sha256(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) : value,
  );
}
