import type { ChartConfiguration } from "chart.js";
import { logTicks, tickLabel } from "../../../shared/figures/ticks.ts";
import { font, FONT_SIZE, GRID, INK } from "./theme.ts";

export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
  /** Values that are not finite leave a gap. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Markers at the points: for few points. */
  readonly markers?: boolean;
}

export interface LinePanelInput {
  readonly title: string;
  readonly xTitle: string;
  readonly yScale: "linear" | "logarithmic";
  readonly lines: readonly Line[];
  /** Names of the places 0, 1, 2 … on an x axis whose values are not to scale. */
  readonly xLabels?: readonly string[];
}

/** One panel of lines over a common x axis, with its own title. */
export function linePanel({ title, xTitle, yScale, lines, xLabels }: LinePanelInput): ChartConfiguration {
  const datasets = lines.map(({ label, colour, dash, points, markers = false }) => ({
    label,
    data: points.map(({ x, y }) => ({ x, y: drawable(y, yScale) ? y : Number.NaN })),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 2,
    borderDash: [...dash],
    pointRadius: markers ? 5 : 0,
  }));
  const places = xLabels === undefined ? {} : { min: -0.3, max: xLabels.length - 0.7 };
  const panel: ChartConfiguration<"line"> = {
    type: "line",
    data: { datasets },
    options: {
      layout: { padding: { right: 12 } },
      scales: {
        x: {
          type: "linear",
          ...places,
          title: { display: true, text: xTitle, color: INK, font: font(FONT_SIZE.axis) },
          ticks: {
            color: INK,
            font: font(FONT_SIZE.tick),
            maxRotation: 0,
            // Epochs are whole.
            precision: 0,
            ...(xLabels === undefined ? {} : { callback: (value: number | string) => xLabels[Number(value)] ?? "" }),
          },
          ...(xLabels === undefined
            ? {}
            : { afterBuildTicks: (axis) => void (axis.ticks = xLabels.map((_, value) => ({ value }))) }),
          grid: { color: GRID },
          border: { color: INK },
        },
        y: {
          type: yScale,
          ...(yScale === "linear" ? { grace: "6%" } : logAxis(lines)),
          title: { display: true, text: title, color: INK, font: font(FONT_SIZE.axis) },
          ticks: {
            color: INK,
            font: font(FONT_SIZE.tick),
            ...(yScale === "logarithmic" ? { callback: (value: number | string) => tickLabel(Number(value)) } : {}),
          },
          grid: { color: GRID },
          border: { color: INK },
        },
      },
    },
  };
  return panel;
}

function drawable(value: number, scale: LinePanelInput["yScale"]): boolean {
  return Number.isFinite(value) && (scale === "linear" || value > 0);
}

/** The ends and ticks of a logarithmic axis around the drawn values; chart.js's own crowd on a short axis. */
function logAxis(lines: readonly Line[]): object {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y).filter((y) => drawable(y, "logarithmic")));
  const least = values.reduce((min, value) => Math.min(min, value), Infinity);
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  if (most === 0) return {};
  const room = Math.max(1.02, (most / least) ** 0.05);
  const [min, max] = [least / room, most * room];
  return {
    min,
    max,
    afterBuildTicks: (axis: { ticks: object }) => void (axis.ticks = logTicks(min, max).map((value) => ({ value }))),
  };
}
