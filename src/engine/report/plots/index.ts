import type { LatentuneError } from "../../core/errors.ts";
import { betaSweepFigure } from "./beta-sweep.ts";
import { clusterDistributionFigure } from "./cluster-distribution.ts";
import type { Figure } from "./figure.ts";
import { kSweepFigure } from "./k-sweep.ts";
import { melFigure } from "./mel.ts";
import { drawingProblem } from "./canvas/canvaskit.ts";
import { renderPngs } from "./render.ts";
import { scatterFigure } from "./scatter.ts";
import { trainingCurvesFigure } from "./training-curves.ts";

const FIGURES = {
  scatter: scatterFigure,
  distribution: clusterDistributionFigure,
  mel: melFigure,
  curves: trainingCurvesFigure,
  "beta-sweep": betaSweepFigure,
  "k-sweep": kSweepFigure,
};
type PlotKind = keyof typeof FIGURES;
type Inputs = { [K in PlotKind]: Parameters<(typeof FIGURES)[K]>[0] };

/** What is drawn: one of the report's plots and its input. */
export type Plot<K extends PlotKind = PlotKind> = { [P in K]: { readonly kind: P; readonly input: Inputs[P] } }[K];

/** Why no plot can be drawn by this installation; undefined where they can be. */
export function plotsProblem(): Promise<LatentuneError | undefined> {
  return drawingProblem();
}

/** The plot as data: panels, legend, texts. */
export function figureOf<K extends PlotKind>({ kind, input }: Plot<K>): Figure {
  const figures: { readonly [P in PlotKind]: (input: Inputs[P]) => Figure } = FIGURES;
  return figures[kind](input);
}

/** The plots as PNG bytes, with two pixels to the CSS pixel of their figures. */
export function drawPlots(plots: readonly Plot[]): Promise<Uint8Array[]> {
  return renderPngs(plots.map((plot) => figureOf(plot)));
}

/** As {@link drawPlots}, of one. */
export async function drawPlot(plot: Plot): Promise<Uint8Array> {
  return (await drawPlots([plot]))[0]!;
}
