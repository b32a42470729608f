import { logTicks, roundTicks, tickLabel, tickLabels } from "../../shared/figures/ticks.ts";
import { greatest } from "../../shared/extremes.ts";
import type { Line } from "../../shared/figures/line-chart.ts";
import { Drawing, type Measure } from "./drawing.ts";
import {
  BOTTOM_AXIS,
  drawBottomAxis,
  drawCaption,
  drawLeftAxis,
  drawLegend,
  EDGE,
  LINE_HEIGHT,
  SIZE,
  SMALL,
  type Plot,
} from "./parts.ts";

/** One quantity over the same x axis as the others. */
export interface CurvePanel {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly lines: readonly Line[];
}

export interface CurvesFigure {
  readonly panels: readonly CurvePanel[];
  readonly xTitle: string;
  readonly caption: string;
}

/** Lines as SVG, a panel below the other for each quantity. @param width CSS pixels */
export function curvesFigure({ panels, xTitle, caption }: CurvesFigure, width: number, measure: Measure): string {
  const drawing = new Drawing();
  const to = greatest([2, ...panels.flatMap(({ lines }) => lines.map(({ points }) => points.at(-1)?.x ?? 0))]);
  const from = 1;
  const columns = width >= 400 ? 2 : 1;
  const column = (width - 2 * EDGE) / columns;
  const widest = measure("0.0000", SMALL);
  const height = 0.42 * column;
  let y = EDGE;
  panels.forEach((panel, index) => {
    const left = EDGE + (index % columns) * column + LINE_HEIGHT + widest + 6;
    const plot: Plot = { left, top: y, right: EDGE + (index % columns) * column + column - EDGE, bottom: y + height };
    drawPanel(drawing, plot, panel, { from, to, titleAt: left - widest - 6 - LINE_HEIGHT + SIZE / 2 });
    drawBottomAxis(drawing, plot, {
      ticks: roundTicks(from, to)
        .filter((tick) => Number.isInteger(tick))
        .map((tick) => ({ at: (tick - from) / (to - from), label: tickLabel(tick) })),
      title: xTitle,
    });
    if (index % columns === columns - 1 || index === panels.length - 1) y += height + BOTTOM_AXIS + 4;
  });
  const entries = new Map(
    panels.flatMap(({ lines }) =>
      lines
        .filter(({ points }) => points.length > 0)
        .map(({ label, colour, dash, points }) => {
          const key = { dash: dash.map((length) => length / 2), dot: points.length === 1 };
          return [label, { label, colour, ...key }] as const;
        }),
    ),
  );
  y = drawLegend(drawing, [...entries.values()], { x: EDGE, y, width: width - 2 * EDGE }, measure);
  return drawing.end(width, drawCaption(drawing, caption, y + 2, width, measure));
}

function drawPanel(
  drawing: Drawing,
  plot: Plot,
  { title, logarithmic, lines }: CurvePanel,
  { from, to, titleAt }: { readonly from: number; readonly to: number; readonly titleAt: number },
): void {
  const drawable = (y: number): boolean => Number.isFinite(y) && (!logarithmic || y > 0);
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y).filter(drawable));
  const least = values.reduce((min, value) => Math.min(min, value), Infinity);
  const most = greatest([-Infinity, ...values]);
  const room = logarithmic ? Math.max(1.02, (most / least) ** 0.05) : 0.05 * (most - least || Math.abs(most) || 1);
  const [low, high] = logarithmic ? [least / room, most * room] : [least - room, most + room];
  const scaled = (value: number): number =>
    logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const ticks = logarithmic ? logTicks(low, high) : roundTicks(low, high);
  const labels = tickLabels(ticks);
  drawLeftAxis(drawing, plot, {
    ticks: ticks.map((tick, index) => ({ at: scaled(tick), label: labels[index]!.replace("-", "−") })),
    title,
    titleAt,
    grid: true,
  });
  for (const { points, colour, dash } of lines) {
    const placed = points
      .filter(({ y }) => drawable(y))
      .map(
        ({ x, y }) =>
          [
            plot.left + ((x - from) / (to - from)) * (plot.right - plot.left),
            plot.bottom - scaled(y) * (plot.bottom - plot.top),
          ] as const,
      );
    const scaledDash = dash.map((length) => length / 2);
    if (placed.length === 1) drawing.dot(placed[0]![0], placed[0]![1], 2, colour);
    else if (placed.length > 1) drawing.line(placed, colour, 1.2, scaledDash);
  }
}
