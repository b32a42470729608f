import { betaSweepFigure, type BetaSweepInput } from "./beta-sweep.ts";
import { clusterDistributionFigure, type ClusterDistributionInput } from "./cluster-distribution.ts";
import { melFigure, type MelPlotInput } from "./mel.ts";
import { renderPng } from "./render.ts";
import { scatterFigure, type ScatterPlotInput } from "./scatter.ts";
import { trainingCurvesFigure, type TrainingCurvesInput } from "./training-curves.ts";

export type { MelPlotInput } from "./mel.ts";
export type { BetaSweepInput } from "./beta-sweep.ts";
export type { ClusterDistributionInput } from "./cluster-distribution.ts";
export type { Grouping } from "./groups.ts";
export type { ScatterPlotInput } from "./scatter.ts";
export type { TrainingCurvesInput } from "./training-curves.ts";

/** Songs in the plane, coloured by genre, language or cluster: PNG bytes, 1600 × 1200. */
export function scatterPlot(input: ScatterPlotInput): Promise<Uint8Array> {
  return renderPng(scatterFigure(input));
}

/** How many songs of every category each cluster holds, as stacked bars: PNG bytes, 1600 × 1200. */
export function clusterDistributionPlot(input: ClusterDistributionInput): Promise<Uint8Array> {
  return renderPng(clusterDistributionFigure(input));
}

/** A log-mel spectrogram with seconds, Hz and a colour bar in decibels: PNG bytes, 1800 × 960. */
export function melPlot(input: MelPlotInput): Promise<Uint8Array> {
  return renderPng(melFigure(input));
}

/** Total loss, reconstruction and KL divergence over the epochs of every model, logarithmic: PNG bytes, 2400 × 1000. */
export function trainingCurvesPlot(input: TrainingCurvesInput): Promise<Uint8Array> {
  return renderPng(trainingCurvesFigure(input));
}

/** Reconstruction, KL divergence and quality of the clusters against β: PNG bytes, 2400 × 920. */
export function betaSweepPlot(input: BetaSweepInput): Promise<Uint8Array> {
  return renderPng(betaSweepFigure(input));
}
