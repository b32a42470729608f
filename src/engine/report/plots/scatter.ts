import type { ChartConfiguration, Plugin } from "chart.js";
import { withAlpha } from "../../../shared/figures/rgb.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { contextOf, type Figure, type Legend } from "./figure.ts";
import { groupsOf, type Group, type Grouping } from "../../../shared/figures/groups.ts";
import { font, FONT_SIZE, INK, SOFT_INK } from "./theme.ts";
import { greatest } from "../../../shared/extremes.ts";

export interface ScatterPlotInput {
  /** N × 2, row-major. */
  readonly coordinates: ArrayLike<number>;
  readonly groups: Grouping;
  readonly title: string;
  /** Projection, parameters, trustworthiness: `describeProjection` writes it. */
  readonly caption?: string;
  /** The method's name, for the axes: `t-SNE`. */
  readonly axes: string;
  /** Default true. */
  readonly legend?: boolean;
  /** Points that the axes have room for as well: those of a picture beside this one. */
  readonly beside?: ArrayLike<number>;
  /** Lines behind the marks, x and y of both ends: from where a song was to where it is. */
  readonly lines?: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[];
  /** Songs that are drawn at most, by default 20,000; more of a group than of another as it is larger. */
  readonly mostMarks?: number;
}

/** As many as can be told apart in 800 × 600 pixels, and as are drawn in a second or two. */
const MOST_MARKS = 20_000;

/** Of a group at least so many are drawn, where it has them: a small one is what a reader looks for. */
const FEWEST_OF_GROUP = 20;

/** The picture as data. Both axes have one scale, because distances are what a projection shows. */
export function scatterFigure({
  coordinates,
  groups: grouping,
  title,
  caption = "",
  axes,
  legend = true,
  mostMarks = MOST_MARKS,
  beside = [],
  lines = [],
}: ScatterPlotInput): Figure {
  const groups = groupsOf(grouping);
  const turns = drawingTurns(groups);
  const songs = coordinates.length / 2;
  const drawn = groups.map(({ members }) => (songs > mostMarks ? someOf(members, mostMarks / songs) : members));
  const marks = drawn.reduce((sum, { length }) => sum + length, 0);
  const { radius, alpha, border } = markerFor(songs);
  const datasets = groups.map(({ label, style }, position) => ({
    label,
    data: drawn[position]!.map((row) => ({ x: coordinates[2 * row]!, y: coordinates[2 * row + 1]! })),
    pointStyle: style.shape,
    pointRadius: style.shape === "crossRot" ? radius * 0.8 : radius,
    backgroundColor: withAlpha(style.colour, alpha),
    borderColor: style.outline,
    borderWidth: style.shape === "crossRot" ? Math.max(1, border * 1.5) : border,
    // chart.js draws higher orders first.
    order: groups.length - turns[position]!,
  }));
  const panel: ChartConfiguration<"scatter"> = {
    type: "scatter",
    data: { datasets },
    options: {
      scales: { x: axis(`${axes} 1`, [coordinates, beside], 0), y: axis(`${axes} 2`, [coordinates, beside], 1) },
    },
    plugins: [equalUnits, frame, ...(lines.length === 0 ? [] : [linesPlugin(lines)])],
  };
  const shown = legend ? legendOf(grouping, groups) : null;
  const said = marks < songs ? [caption, `${formatNumber(marks)} of ${countOf(songs, "song")} drawn`] : [caption];
  const text = said.filter((part) => part !== "").join(" · ");
  return { width: 800, height: 600, title, caption: text, legend: shown, panels: [panel] };
}

/** A share of a group's rows, evenly spread over them. */
function someOf(members: readonly number[], share: number): readonly number[] {
  const wanted = Math.min(members.length, Math.max(FEWEST_OF_GROUP, Math.round(share * members.length)));
  return Array.from({ length: wanted }, (_, turn) => members[Math.floor((turn * members.length) / wanted)]!);
}

/** Fewer songs, larger and more solid markers. */
function markerFor(count: number): { radius: number; alpha: number; border: number } {
  if (count <= 60) return { radius: 8, alpha: 0.9, border: 1.2 };
  if (count <= 300) return { radius: 6, alpha: 0.85, border: 1 };
  if (count <= 1000) return { radius: 4.5, alpha: 0.8, border: 0.8 };
  if (count <= 5000) return { radius: 3.2, alpha: 0.8, border: 0.5 };
  if (count <= MOST_MARKS) return { radius: 2, alpha: 0.6, border: 0.25 };
  // What lies on top of each other grows darker.
  return { radius: 1.5, alpha: 0.4, border: 0 };
}

/** Per group its turn to be drawn: the grey ones first, then the large ones, so that small groups lie on top. */
function drawingTurns(groups: readonly Group[]): number[] {
  const turns = groups.toSorted(
    (a, b) => Number(b.style.muted) - Number(a.style.muted) || b.members.length - a.members.length,
  );
  return groups.map((group) => turns.indexOf(group));
}

function legendOf(grouping: Grouping, groups: readonly Group[]): Legend {
  return {
    title: grouping.name ?? "cluster",
    entries: groups.map(({ label, members, style }) => ({
      label,
      note: String(members.length),
      swatch: { kind: "marker", shape: style.shape, fill: style.colour, outline: style.outline },
    })),
  };
}

/** The coordinates of t-SNE and UMAP have no unit and no origin: an axis has a name and no numbers. */
function axis(text: string, points: readonly ArrayLike<number>[], dimension: number): object {
  let min = Infinity;
  let max = -Infinity;
  for (const coordinates of points) {
    for (let k = dimension; k < coordinates.length; k += 2) {
      min = Math.min(min, coordinates[k]!);
      max = Math.max(max, coordinates[k]!);
    }
  }
  const padding = max > min ? 0.06 * (max - min) : 1;
  return {
    type: "linear",
    min: min - padding,
    max: max + padding,
    title: { display: true, text, color: INK, font: font(FONT_SIZE.axis) },
    ticks: { display: false },
    grid: { display: false },
    border: { display: false },
  };
}

/** Widens the axis that has room to spare, so that a unit is equally long on both. */
const equalUnits: Plugin<"scatter"> = {
  id: "equalUnits",
  afterLayout({ scales, chartArea }) {
    const axes = [
      { scale: scales["x"]!, length: chartArea.width },
      { scale: scales["y"]!, length: chartArea.height },
    ];
    const unit = greatest(axes.map(({ scale, length }) => (scale.max - scale.min) / length));
    for (const { scale, length } of axes) {
      const middle = (scale.min + scale.max) / 2;
      scale.min = middle - (unit * length) / 2;
      scale.max = middle + (unit * length) / 2;
      scale.configure();
    }
  },
};

const frame: Plugin<"scatter"> = {
  id: "frame",
  beforeDatasetsDraw(chart) {
    const { left, top, width, height } = chart.chartArea;
    const context = contextOf(chart);
    context.strokeStyle = SOFT_INK;
    context.lineWidth = 1;
    context.strokeRect(left, top, width, height);
  },
};

function linesPlugin(lines: NonNullable<ScatterPlotInput["lines"]>): Plugin<"scatter"> {
  return {
    id: "lines",
    beforeDatasetsDraw(chart) {
      const { x, y } = chart.scales;
      const context = contextOf(chart);
      context.strokeStyle = SOFT_INK;
      context.lineWidth = 1;
      for (const [x0, y0, x1, y1] of lines) {
        context.beginPath();
        context.moveTo(x!.getPixelForValue(x0), y!.getPixelForValue(y0));
        context.lineTo(x!.getPixelForValue(x1), y!.getPixelForValue(y1));
        context.stroke();
      }
    },
  };
}
