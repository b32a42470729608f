import { labelEvery, roundTicks, tickLabel } from "../../shared/figures/ticks.ts";
import { greatest } from "../../shared/extremes.ts";
import { MAGMA } from "../../shared/figures/magma.ts";
import { MARK_RADIUS as BAR_MARK, markPlaces } from "../charts/bar-marks.ts";
import type { Shape } from "../colour/categorical.ts";
import { contrasting } from "../colour/contrast.ts";
import type { MarkStyle } from "../map/render/scene.ts";
import type { ClusterRow, Distribution } from "../model/distribution.ts";
import { colourAt, scaleFrom } from "../../shared/figures/scale.ts";
import { toHex } from "../../shared/figures/rgb.ts";
import { Drawing, fitting, type Measure } from "./drawing.ts";
import { FIGURE_THEME } from "./look.ts";
import {
  BOTTOM_AXIS,
  drawBottomAxis,
  drawCaption,
  drawLeftAxis,
  drawLegend,
  EDGE,
  GRID,
  LINE_HEIGHT,
  SIZE,
  SMALL,
  type Plot,
} from "./parts.ts";

export interface DistributionFigure {
  readonly distribution: Distribution;
  readonly kind: "bars" | "heat";
  readonly values: "counts" | "shares";
  /** What the categories are: `genre`. */
  readonly by: string;
  /** Of each category; shapes tell those of one colour apart. */
  readonly marks: readonly MarkStyle[];
  readonly caption: string;
}

/** Clusters by genre or language as SVG: stacked bars, or a heat map. @param width CSS pixels */
export function distributionFigure(figure: DistributionFigure, width: number, measure: Measure): string {
  const drawing = new Drawing();
  const { distribution, kind, by, marks, caption } = figure;
  const { clusters, categories } = distribution;
  const names = categories.map((name) => fitting(name, width / 4, (text) => measure(text, SMALL)));
  const widest =
    kind === "bars" ? measure("0,000", SMALL) : greatest([0, ...names.map((name) => measure(name, SMALL))]);
  const height = kind === "bars" ? 0.5 * width : Math.max(4 * LINE_HEIGHT, categories.length * LINE_HEIGHT);
  const top = EDGE + (kind === "bars" ? 0 : 0.5 * LINE_HEIGHT);
  const plot: Plot = { left: EDGE + LINE_HEIGHT + widest + 4, top, right: width - EDGE, bottom: top + height };
  (kind === "bars" ? drawBars : drawCells)(drawing, plot, figure, names);
  const step = (plot.right - plot.left) / clusters.length;
  const room = measure("00", SMALL) + 4;
  const every = labelEvery(step, room);
  const hasNoiseName = step > 30;
  drawBottomAxis(drawing, plot, {
    ticks: clusters.flatMap((row, index) =>
      row.id >= 0 && index % every !== 0
        ? []
        : [
            {
              at: (index + 0.5) / clusters.length,
              label: row.id < 0 ? (hasNoiseName ? "noise" : "×") : String(row.id),
            },
          ],
    ),
    title: "Cluster",
  });
  let y = plot.bottom + BOTTOM_AXIS;
  if (kind === "bars")
    y = drawLegend(
      drawing,
      categories.map((label, category) => ({ label, ...patchOf(marks[category]!) })),
      { x: EDGE, y, width: width - 2 * EDGE },
      measure,
    );
  else y = drawScale(drawing, figure, y, measure);
  const noise = clusters.some(({ id }) => id < 0) && !hasNoiseName ? " · ×: noise" : "";
  const end = drawCaption(drawing, `${caption} · clusters by ${by}${noise}`, y + 2, width, measure);
  return drawing.end(width, end);
}

const shareOf = ({ counts, size }: ClusterRow, category: number): number => counts[category]! / size;

const patchOf = ({ colour, shape }: MarkStyle): { colour: string; shape: Shape | undefined } => ({
  colour: toHex(colour),
  shape: shape === "circle" ? undefined : shape,
});

function drawBars(drawing: Drawing, plot: Plot, { distribution, values, marks }: DistributionFigure): void {
  const { clusters, categories } = distribution;
  const most = values === "shares" ? 1 : 1.05 * greatest([1, ...clusters.map(({ size }) => size)]);
  const ticks = roundTicks(0, most)
    .filter((tick) => values === "shares" || Number.isInteger(tick))
    .map((tick) => ({ at: tick / most, label: values === "shares" ? `${Math.round(100 * tick)} %` : tickLabel(tick) }));
  drawLeftAxis(drawing, plot, {
    ticks,
    title: values === "shares" ? "Share of songs" : "Songs",
    titleAt: EDGE + SIZE / 2,
    grid: true,
  });
  const step = (plot.right - plot.left) / clusters.length;
  const bar = Math.min(0.72 * step, 60);
  clusters.forEach((row, index) => {
    let y = plot.bottom;
    categories.forEach((_name, category) => {
      const value = values === "shares" ? shareOf(row, category) : row.counts[category]!;
      const height = (value / most) * (plot.bottom - plot.top);
      y -= height;
      if (height === 0) return;
      const { colour, shape } = patchOf(marks[category]!);
      const left = plot.left + (index + 0.5) * step - bar / 2;
      drawing.rectangle(left, y, bar, height, colour, "#ffffff");
      if (shape === undefined) return;
      const radius = Math.min(MARK_RADIUS, 0.4 * height);
      for (const [atX, atY] of markPlaces(left, y, bar, height, 3.5 * MARK_RADIUS))
        drawing.shape(shape, atX, atY, radius, "#ffffff");
    });
  });
}

/** On paper marks are as much smaller as texts are. */
const MARK_RADIUS = 0.75 * BAR_MARK;

/** Magma on white, turned round: more is darker, and the least is still seen. */
const SEEN = contrasting(MAGMA, FIGURE_THEME.background, 1.3);
const HEAT = scaleFrom((share) => colourAt(SEEN, 1 - share));

function drawCells(drawing: Drawing, plot: Plot, figure: DistributionFigure, names: readonly string[]): void {
  const { clusters, categories } = figure.distribution;
  const most = mostOf(figure);
  const cell = {
    width: (plot.right - plot.left) / clusters.length,
    height: (plot.bottom - plot.top) / categories.length,
  };
  clusters.forEach((row, index) => {
    categories.forEach((_name, category) => {
      const value = figure.values === "shares" ? shareOf(row, category) : row.counts[category]!;
      const fill = value === 0 ? "#ffffff" : toHex(colourAt(HEAT, value / most));
      drawing.rectangle(
        plot.left + index * cell.width,
        plot.top + category * cell.height,
        cell.width,
        cell.height,
        fill,
        GRID,
      );
    });
  });
  drawLeftAxis(drawing, plot, {
    ticks: names.map((label, category) => ({ at: 1 - (category + 0.5) / categories.length, label })),
    title: figure.by.replace(/^./, (letter) => letter.toUpperCase()),
    titleAt: EDGE + SIZE / 2,
    grid: false,
  });
}

function mostOf({ distribution: { clusters }, values }: DistributionFigure): number {
  return values === "shares" ? 1 : greatest([1, ...clusters.flatMap(({ counts }) => counts)]);
}

function drawScale(drawing: Drawing, figure: DistributionFigure, y: number, measure: Measure): number {
  const most = mostOf(figure);
  const [low, high] = figure.values === "shares" ? ["0 %", "100 %"] : ["0", tickLabel(most)];
  const middle = y + LINE_HEIGHT / 2;
  const name = figure.values === "shares" ? "share of the cluster" : "songs";
  drawing.text(`${name}  ${low}`, EDGE, middle, { size: SMALL });
  const x = EDGE + measure(`${name}  ${low}`, SMALL) + 4;
  drawing.gradient(HEAT, x, middle - 4, 80, 8);
  drawing.text(high, x + 84, middle, { size: SMALL });
  return y + LINE_HEIGHT;
}
