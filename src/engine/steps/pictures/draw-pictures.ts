import { join } from "node:path";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import type { LatentuneError } from "../../core/errors.ts";
import { writeFileAtomic } from "../../core/files.ts";
import { sha256 } from "../../core/hash.ts";
import { plotsProblem, type Plot } from "../../report/plots/index.ts";
import { createReportThreads, PICTURES_AT_ONCE } from "../../report/threads/report-threads.ts";
import type { StepContext, TaskContext } from "../context.ts";
import { defineItemsStep, type CachedStep } from "../define-step.ts";

export interface PlannedPicture {
  /** Below the results folder, with forward slashes. */
  readonly path: string;
  readonly plot: Plot;
}

type DrawContext = Pick<StepContext, "paths" | "out" | "warn" | "reportThreads">;

/** The step's own context: something draws. */
type DrawingContext = DrawContext & Required<Pick<StepContext, "reportThreads">>;

const drawAll = defineItemsStep<readonly PlannedPicture[], PlannedPicture, Uint8Array, unknown, DrawingContext>({
  name: "draw",
  label: "Drawing pictures",
  folder: "pictures",
  version: 5,
  noun: "pictures",
  atOnce: PICTURES_AT_ONCE,
  items: (pictures) => pictures,
  itemName: ({ path }) => path,
  settings: ({ plot }) => ({ kind: plot.kind }),
  inputs: ({ plot }) => [contentKey(plot.input)],
  compute: ({ plot }, { reportThreads }, { signal, key }) => reportThreads.draw(plot, signal, key),
  write: (picture) => ({ "picture.png": picture }),
  read: (file) => file("picture.png"),
  each: (picture, { path }, { out }) => writeFileAtomic(join(out, path), picture),
  result: nothing,
});

/**
 * Draws the pictures into the run's folder; unchanged ones come from the cache. An installation in
 * which nothing can be drawn gives a run without pictures and a warning: everything else is there.
 */
export const drawPictures: CachedStep<readonly PlannedPicture[], void, DrawContext> = {
  ...drawAll,
  run: async (pictures, context, report) => {
    const problem = await plotsProblem();
    if (problem !== undefined) {
      report.note("left out");
      context.warn([picturesDiagnostic(problem)]);
      return;
    }
    const { reportThreads = createReportThreads() } = context;
    try {
      await drawAll.run(pictures, { ...context, reportThreads }, report);
    } finally {
      if (context.reportThreads === undefined) await reportThreads.close();
    }
  },
};

/** Begins with pictures that are going to be drawn, beside what is computed until then. */
export async function beginPictures(
  { reportThreads, signal, ...context }: DrawContext & Pick<StepContext, "signal">,
  pictures: readonly PlannedPicture[],
): Promise<void> {
  if (reportThreads === undefined) return;
  for (const picture of pictures) {
    const key = await drawAll.missing(picture, { ...context, reportThreads });
    if (key !== undefined) reportThreads.begin(key, picture.plot, signal);
  }
}

/** Has the pictures drawn while the steps behind them run; only where something draws, so that a warning comes in its turn. */
export async function startDrawing(
  { steps }: Pick<TaskContext, "steps">,
  pictures: readonly PlannedPicture[],
): Promise<void> {
  if ((await plotsProblem()) === undefined) steps.start(drawPictures, pictures);
  else await steps.run(drawPictures, pictures);
}

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
