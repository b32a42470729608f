import type { ChartConfiguration, Scale, Tick } from "chart.js";
import { axisTitle, numberTicks, type ChartTheme } from "./chart-theme.ts";
import { logTicks, tickLabels } from "./ticks.ts";

export interface Line {
  readonly label: string;
  readonly colour: string;
  readonly dash: readonly number[];
  /** Values that are not finite, and on a logarithmic axis those that are not positive, leave a gap. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Markers at the points: for few points. */
  readonly markers?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yScale: "linear" | "logarithmic";
  readonly lines: readonly Line[];
  /** Names of the places 0, 1, 2 … on an x axis whose values are not to scale. */
  readonly xLabels?: readonly string[];
  /** Ends of the x axis; by default those of the values. */
  readonly xRange?: { readonly min: number; readonly max: number };
}

/** Lines over a common x axis: training curves, sweeps. */
export function lineChart(
  { title, xTitle, yScale, lines, xLabels, xRange }: LineChart,
  theme: ChartTheme,
): ChartConfiguration<"line"> {
  const small = theme.titleFont === null;
  const ends = xLabels === undefined ? xRange : { min: -0.3, max: xLabels.length - 0.7 };
  return {
    type: "line",
    data: {
      datasets: lines.map(({ label, colour, dash, points, markers = false }) => ({
        label,
        data: points.map(({ x, y }) => ({ x, y: drawable(y, yScale) ? y : Number.NaN })),
        borderColor: colour,
        backgroundColor: colour,
        borderWidth: small ? 1.5 : 2,
        borderDash: [...dash],
        pointRadius: markers ? (small ? 2 : 5) : 0,
        pointHitRadius: 8,
      })),
    },
    options: {
      ...(small ? {} : { layout: { padding: { right: 12 } } }),
      scales: {
        x: {
          type: "linear",
          ...ends,
          ...axisTitle(xTitle, theme),
          ticks: {
            ...numberTicks(theme),
            maxRotation: 0,
            // Epochs are whole.
            precision: 0,
            ...(xLabels === undefined ? {} : { callback: (value: number | string) => xLabels[Number(value)] ?? "" }),
          },
          ...(xLabels === undefined
            ? {}
            : { afterBuildTicks: (axis) => void (axis.ticks = xLabels.map((_, value) => ({ value }))) }),
          grid: small ? { display: false } : { color: theme.grid },
          border: { color: theme.border },
        },
        y: {
          type: yScale,
          ...(yScale === "linear" ? { grace: "6%" } : logAxis(lines, 1.2 * theme.font.size)),
          ...axisTitle(title, theme),
          ticks: {
            ...numberTicks(theme),
            ...(yScale === "logarithmic"
              ? {
                  autoSkip: !small,
                  callback: (_value: number | string, index: number, ticks: readonly Tick[]) =>
                    tickLabels(ticks.map(({ value }) => value))[index],
                }
              : {}),
          },
          grid: { color: theme.grid },
          border: small ? { display: false } : { color: theme.border },
        },
      },
    },
  };
}

function drawable(value: number, scale: LineChart["yScale"]): boolean {
  return Number.isFinite(value) && (scale === "linear" || value > 0);
}

/** The ends and ticks of a logarithmic axis around the drawn values; chart.js's own crowd on a short axis. @param room of a label, pixels */
function logAxis(lines: readonly Line[], room: number): object {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y).filter((y) => drawable(y, "logarithmic")));
  const least = values.reduce((min, value) => Math.min(min, value), Infinity);
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  if (most === 0) return {};
  const margin = Math.max(1.02, (most / least) ** 0.05);
  const [min, max] = [least / margin, most * margin];
  return {
    min,
    max,
    afterBuildTicks: (axis: Scale) => {
      const apart = (room * Math.log(max / min)) / axis.height;
      axis.ticks = roomy(logTicks(min, max), apart).map((value) => ({ value }));
    },
  };
}

/** Numbers whose logarithms are so far apart: all of them, or every second, third … from the greatest on. */
function roomy(ticks: readonly number[], apart: number): number[] {
  for (let stride = 1; stride < ticks.length; stride++) {
    const kept = ticks.filter((_tick, index) => (ticks.length - 1 - index) % stride === 0);
    if (kept.every((tick, index) => index === 0 || Math.log(tick / kept[index - 1]!) >= apart)) return kept;
  }
  return ticks.slice(-1);
}
