import type { ChartConfiguration, Scale } from "chart.js";
import { formatShare } from "../format.ts";
import { axisTitle, numberTicks, type ChartTheme } from "./chart-theme.ts";
import type { Hatch } from "./hatch.ts";

/** One part of every bar: a category, or the chosen songs of one. */
export interface BarPart {
  readonly label: string;
  /** Songs of each bar, or their share of it. */
  readonly values: readonly number[];
  readonly fill: string;
  readonly outline: string;
  readonly hatch: Hatch["kind"];
}

export interface StackedBars {
  /** What stands below a bar, one line each; asked for with what room there is. */
  readonly nameOf: (bar: number, room: BarRoom) => string | string[];
  readonly bars: number;
  readonly parts: readonly BarPart[];
  readonly values: "counts" | "shares";
}

/** Pixels. */
export interface BarRoom {
  /** Of the whole chart. */
  readonly height: number;
  /** Of a bar with the gap beside it. */
  readonly spacing: number;
}

/** Up to so many bars, there is room for a full size of their names. */
export const UNCROWDED_BARS = 9;

/** How many songs of every category each cluster holds: a bar per cluster, stacked by category. */
export function stackedBars(
  { nameOf, bars, parts, values }: StackedBars,
  theme: ChartTheme,
): ChartConfiguration<"bar"> {
  const small = theme.titleFont === null;
  const crowded = !small && bars > UNCROWDED_BARS;
  const { font } = theme;
  return {
    type: "bar",
    data: {
      labels: Array.from({ length: bars }, (_, bar) => bar),
      datasets: parts.map(({ label, values: data, fill, outline, hatch }) => ({
        label,
        data: [...data],
        backgroundColor: fill,
        borderColor: outline,
        borderWidth: crowded ? 0.5 : 1,
        borderSkipped: false as const,
        maxBarThickness: small ? 56 : 90,
        categoryPercentage: small ? 0.9 : 0.85,
        barPercentage: small ? 0.9 : 0.95,
        hatch: { kind: hatch, colour: theme.background },
      })),
    },
    options: {
      scales: {
        x: {
          stacked: true,
          ...axisTitle("Cluster", theme),
          ticks: {
            color: theme.text,
            font: crowded ? { ...font, size: font.size - 2 } : font,
            autoSkip: false,
            // Slanted names would take the room of the bars.
            maxRotation: 0,
            callback(this: Scale, _value: number | string, bar: number) {
              return nameOf(bar, { height: this.chart.height, spacing: this.width / bars });
            },
          },
          grid: { display: false },
          border: { color: theme.border },
        },
        y: {
          stacked: true,
          beginAtZero: true,
          ...(values === "shares" ? { max: 1 } : {}),
          ...axisTitle("Songs", theme),
          ticks: {
            ...numberTicks(theme),
            precision: 0,
            callback: (value) => (values === "shares" ? formatShare(Number(value)) : value),
          },
          grid: { color: theme.grid },
          border: small ? { display: false } : { color: theme.border },
        },
      },
    },
  };
}
