import { logTicks, tickLabel } from "../../shared/figures/ticks.ts";
import { formatLoss } from "../../shared/format.ts";
import type { ChartConfiguration } from "chart.js";
import type { EpochPoint } from "../data/history.ts";
import type { ChartInk } from "./chart-text.ts";

export type CurveKey = "total" | "reconstruction" | "kl" | "beta";

export interface Curve {
  readonly label: string;
  readonly colour: string;
  /** Dashes tell the models apart without their colours. */
  readonly dash: readonly number[];
  readonly points: readonly EpochPoint[];
}

export const CURVE_TITLES: Record<CurveKey, string> = {
  total: "Total loss",
  reconstruction: "Reconstruction (MSE)",
  kl: "KL divergence",
  beta: "β",
};

/** One quantity over the epochs, a line for each model. On a logarithmic axis zeros (the KL term of an autoencoder) are left out. */
export function trainingChart(
  key: CurveKey,
  curves: readonly Curve[],
  logarithmic: boolean,
  ink: ChartInk,
): ChartConfiguration<"line"> {
  const onLog = logarithmic && key !== "beta";
  return {
    type: "line",
    data: {
      datasets: curves.map(({ label, colour, dash, points }) => ({
        label,
        data: points.flatMap((point) => (onLog && !(point[key] > 0) ? [] : [{ x: point.epoch, y: point[key] }])),
        borderColor: colour,
        backgroundColor: colour,
        borderWidth: 1.5,
        borderDash: [...dash],
        pointRadius: points.length === 1 ? 2 : 0,
        pointHitRadius: 8,
      })),
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      responsive: true,
      parsing: false,
      normalized: true,
      interaction: { mode: "nearest", axis: "x", intersect: false },
      scales: {
        x: {
          type: "linear",
          min: 1,
          max: Math.max(2, ...curves.map(({ points }) => points.at(-1)?.epoch ?? 0)),
          ticks: { color: ink.soft, font: ink.font, maxRotation: 0, precision: 0, maxTicksLimit: 5 },
          grid: { display: false },
          border: { color: ink.grid },
        },
        y: {
          type: onLog ? "logarithmic" : "linear",
          ...(key === "beta" ? { beginAtZero: true } : {}),
          afterBuildTicks: (axis) => {
            if (onLog) axis.ticks = logTicks(axis.min, axis.max).map((value) => ({ value }));
          },
          ticks: {
            color: ink.soft,
            font: ink.font,
            maxTicksLimit: 5,
            autoSkip: !onLog,
            callback: (value) => tickLabel(Number(value)),
          },
          grid: { color: ink.grid },
          border: { display: false },
        },
      },
      plugins: {
        tooltip: {
          animation: false,
          backgroundColor: ink.background,
          titleColor: ink.text,
          bodyColor: ink.text,
          borderColor: ink.grid,
          borderWidth: 1,
          cornerRadius: 0,
          titleFont: ink.font,
          bodyFont: ink.font,
          callbacks: {
            title: ([item]) => `Epoch ${item?.parsed.x ?? ""}`,
            label: ({ dataset, parsed }) => ` ${dataset.label ?? ""}: ${formatLoss(parsed.y)}`,
          },
        },
      },
    },
  };
}
