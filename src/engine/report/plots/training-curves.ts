import { DASHES, HELD_OUT_DASHES } from "../../../shared/figures/palette.ts";
import type { EpochReport } from "../../../shared/contract/train.ts";
import { groupStyle } from "../../../shared/figures/group-style.ts";
import type { Figure } from "./figure.ts";
import { lineChart, type Line } from "../../../shared/figures/line-chart.ts";
import { CHART_THEME } from "./theme.ts";

export interface TrainingCurvesInput {
  readonly models: readonly { readonly name: string; readonly epochs: readonly EpochReport[] }[];
  readonly title: string;
  readonly caption?: string;
}

interface Series {
  readonly dashes: readonly (readonly number[])[];
  /** Behind the model's name. */
  readonly suffix: string;
}

const TRAINED: Series = { dashes: DASHES, suffix: "" };
const HELD_OUT: Series = { dashes: HELD_OUT_DASHES, suffix: ", held out" };

/** The picture as data. A panel has no line for a model without its term, and is left out if no model has one. */
export function trainingCurvesFigure({ models, title, caption = "" }: TrainingCurvesInput): Figure {
  const lines = (valueOf: (report: EpochReport) => number | undefined, { dashes, suffix }: Series = TRAINED): Line[] =>
    models.flatMap(({ name, epochs }, index) => {
      const points = epochs.flatMap((report) => {
        const y = valueOf(report);
        return y === undefined ? [] : [{ x: report.epoch, y }];
      });
      return points.some(({ y }) => y > 0)
        ? [{ label: `${name}${suffix}`, ...lineStyle(index, dashes), points, markers: points.length === 1 }]
        : [];
    });
  // Of a network without a decoder it is a loss, and none of a reconstruction.
  const heldOut = lines(({ reconstruction, validation }) => reconstruction && validation, HELD_OUT);
  const panels = [
    { title: "Total loss", lines: lines(({ total }) => total) },
    { title: "Reconstruction (MSE)", lines: [...lines(({ reconstruction }) => reconstruction), ...heldOut] },
    { title: "KL divergence", lines: lines(({ kl }) => kl) },
  ];
  const styles = [
    ...models.map(({ name }, index) => ({ label: name, ...lineStyle(index, DASHES) })),
    ...heldOut.map(({ label, colour, dash }) => ({ label, colour, dash })),
  ];
  const entries = styles.map(({ label, ...style }) => ({ label, swatch: { kind: "line", ...style } as const }));
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
function lineStyle(index: number, dashes: Series["dashes"]): { colour: string; dash: readonly number[] } {
  return { colour: groupStyle(index).colour, dash: dashes[index % dashes.length]! };
}
