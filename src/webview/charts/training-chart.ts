import { formatLoss } from "../../shared/format.ts";
import type { ChartConfiguration } from "chart.js";
import type { EpochPoint } from "../data/history.ts";
import { tooltipLook } from "./chart-text.ts";
import type { ChartTheme } from "../../shared/figures/chart-theme.ts";
import { lineChart, type Line } from "../../shared/figures/line-chart.ts";
import { greatest } from "../../shared/extremes.ts";

export type CurveKey = "total" | "reconstruction" | "kl" | "beta" | "validation";

export interface Curve {
  readonly label: string;
  readonly colour: string;
  /** Dashes tell the models apart without their colours. */
  readonly dash: readonly number[];
  /** Of the error of songs held out, where there are any. */
  readonly heldOutDash: readonly number[];
  readonly points: readonly EpochPoint[];
}

export const CURVE_TITLES: Record<CurveKey, string> = {
  total: "Total loss",
  reconstruction: "Reconstruction (MSE)",
  kl: "KL divergence",
  beta: "β",
  validation: "Held out (MSE)",
};

/** Whether there are errors of songs held out; of a network without a decoder it is a loss, and none of a reconstruction. */
export const isHeldOut = ({ points }: Curve): boolean =>
  points.some(({ validation, reconstruction }) => validation !== undefined && reconstruction !== undefined);

export const heldOutLabel = ({ label }: Curve): string => `${label}, held out`;

/** The lines of one quantity; beside the error of the songs in training stands that of the songs held out. */
export function linesOf(key: CurveKey, curves: readonly Curve[]): Line[] {
  const line = ({ label, colour, dash, points }: Curve, of: CurveKey): Line => ({
    label,
    colour,
    dash,
    points: points.flatMap(({ epoch, [of]: y }) => (y === undefined ? [] : [{ x: epoch, y }])),
    markers: points.length === 1,
  });
  const heldOut = key === "reconstruction" ? curves.filter(isHeldOut) : [];
  return [
    ...curves.map((curve) => line(curve, key)),
    ...heldOut.map((curve) => line({ ...curve, label: heldOutLabel(curve), dash: curve.heldOutDash }, "validation")),
  ];
}

/** One quantity over the epochs, a line for each model. On a logarithmic axis zeros (the KL term of an autoencoder) are left out. */
export function trainingChart(
  key: CurveKey,
  curves: readonly Curve[],
  logarithmic: boolean,
  theme: ChartTheme,
): ChartConfiguration<"line"> {
  const chart = lineChart(
    {
      title: CURVE_TITLES[key],
      xTitle: "Epoch",
      yScale: logarithmic && key !== "beta" ? "logarithmic" : "linear",
      lines: linesOf(key, curves),
      xRange: { min: 1, max: greatest([2, ...curves.map(({ points }) => points.at(-1)?.epoch ?? 0)]) },
    },
    theme,
  );
  return {
    ...chart,
    options: {
      ...chart.options,
      // β is no loss: its axis begins where it has no effect.
      ...(key === "beta"
        ? { scales: { ...chart.options?.scales, y: { ...chart.options?.scales?.["y"], min: 0 } } }
        : {}),
      animation: false,
      maintainAspectRatio: false,
      responsive: true,
      parsing: false,
      normalized: true,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      plugins: {
        tooltip: {
          ...tooltipLook(theme),
          callbacks: {
            title: ([item]) => `Epoch ${item?.parsed.x ?? ""}`,
            label: ({ dataset, parsed }) => ` ${dataset.label ?? ""}: ${formatLoss(parsed.y)}`,
          },
        },
      },
    },
  };
}
