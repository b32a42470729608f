import { DASHES } from "../../../shared/figures/palette.ts";
import type { EpochReport } from "../../../shared/contract/train.ts";
import { groupStyle } from "./colours.ts";
import type { Figure } from "./figure.ts";
import { lineChart, type Line } from "../../../shared/figures/line-chart.ts";
import { CHART_THEME } from "./theme.ts";

export interface TrainingCurvesInput {
  readonly models: readonly { readonly name: string; readonly epochs: readonly EpochReport[] }[];
  readonly title: string;
  readonly caption?: string;
}

/** The picture as data. A panel has no line for a model without its term, and is left out if no model has one. */
export function trainingCurvesFigure({ models, title, caption = "" }: TrainingCurvesInput): Figure {
  const lines = (valueOf: (report: EpochReport) => number | undefined): Line[] =>
    models.flatMap(({ name, epochs }, index) => {
      const points = epochs.flatMap((report) => {
        const y = valueOf(report);
        return y === undefined ? [] : [{ x: report.epoch, y }];
      });
      return points.some(({ y }) => y > 0)
        ? [{ label: name, ...lineStyle(index), points, markers: points.length === 1 }]
        : [];
    });
  const panels = [
    { title: "Total loss", lines: lines(({ total }) => total) },
    { title: "Reconstruction (MSE)", lines: lines(({ reconstruction }) => reconstruction) },
    { title: "KL divergence", lines: lines(({ kl }) => kl) },
  ];
  const entries = models.map(({ name }, index) => ({
    label: name,
    swatch: { kind: "line", ...lineStyle(index) } as const,
  }));
  return {
    width: 1200,
    height: 500,
    title,
    caption,
    legend: { title: "model", entries },
    panels: panels
      .filter((panel) => panel.lines.length > 0)
      .map((panel) => lineChart({ ...panel, xTitle: "Epoch", yScale: "logarithmic" }, CHART_THEME)),
  };
}

/** Colour and dash both tell the models apart, so that a print in grey does too. */
function lineStyle(index: number): { colour: string; dash: readonly number[] } {
  return { colour: groupStyle(index).colour, dash: DASHES[index % DASHES.length]! };
}
