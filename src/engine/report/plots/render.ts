import { Chart, ScatterController, type ChartConfiguration } from "chart.js";
import { CHART_PARTS } from "../../../shared/figures/chart-parts.ts";
import { loadDrawing, type Drawing } from "./canvas/canvaskit.ts";
import type { Context2D } from "./canvas/context.ts";
import { RasterCanvas } from "./canvas/raster.ts";
import type { Figure } from "./figure.ts";
import { drawLegend, legendWidth } from "./legend.ts";
import { wrap } from "./text.ts";
import { cssFont, FONT_SIZE, INK, PIXEL_RATIO, SOFT_INK } from "./theme.ts";

/** Makes the kinds of charts known that pictures have. */
export function registerCharts(): void {
  Chart.register(...CHART_PARTS, ScatterController);
}

const MARGIN = 20;
const LINE_HEIGHT = 1.3;
const LEGEND_GAP = 18;
/** Share of the width that a legend may take. */
const LEGEND_SHARE = 0.32;

/** Draws figures as PNG bytes on a white ground, twice as many pixels as they have CSS pixels. */
export async function renderPngs(figures: readonly Figure[]): Promise<Uint8Array[]> {
  registerCharts();
  const drawing = await loadDrawing();
  const pictures: Promise<Uint8Array>[] = [];
  // One after the other: a surface takes 18 MB, which WebAssembly does not give back. While one is drawn, the last is compressed.
  for (const figure of figures) {
    const canvas = await withItsFonts(drawing, () => drawn(figure, drawing));
    await pictures.at(-1);
    pictures.push(canvas.encode());
  }
  return Promise.all(pictures);
}

/** Draws, and once more where the machine has fonts for characters that were boxes. */
export async function withItsFonts({ typesetter }: Drawing, draw: () => RasterCanvas): Promise<RasterCanvas> {
  const { fontCount } = typesetter;
  const canvas = draw();
  await typesetter.findMissing();
  if (typesetter.fontCount === fontCount) return canvas;
  canvas.release();
  return draw();
}

function drawn(figure: Figure, drawing: Drawing): RasterCanvas {
  const { width, height, legend, panels, perRow = panels.length } = figure;
  const canvas = new RasterCanvas(drawing, width * PIXEL_RATIO, height * PIXEL_RATIO);
  const { context } = canvas;
  context.scale(PIXEL_RATIO, PIXEL_RATIO);

  const top = drawTitle(context, figure);
  const bottom = drawCaption(context, figure);
  const legendSpace = legend === null ? 0 : legendWidth(context, legend, width * LEGEND_SHARE) + LEGEND_GAP;
  const right = width - MARGIN - legendSpace;
  if (legend !== null) {
    drawLegend(context, legend, right + LEGEND_GAP, top + 8, legendSpace - LEGEND_GAP, bottom - top - 8);
  }
  const panelWidth = Math.floor((right - MARGIN) / perRow);
  const panelHeight = Math.floor((bottom - top) / Math.ceil(panels.length / perRow));
  for (const [index, panel] of panels.entries()) {
    const [row, column] = [Math.floor(index / perRow), index % perRow];
    const [x, y] = [MARGIN + column * panelWidth, top + row * panelHeight];
    context.within(x, y, panelWidth, panelHeight, (part) => {
      drawChart(panel, part, PIXEL_RATIO);
    });
  }
  return canvas;
}

/** Draws the title at the top and returns where the space below it starts. */
function drawTitle(context: Context2D, { title, width }: Figure): number {
  context.font = cssFont(FONT_SIZE.title, "bold");
  context.fillStyle = INK;
  context.textAlign = "left";
  context.textBaseline = "top";
  const lines = wrap(title, width - 2 * MARGIN, 2, (text) => context.measureText(text).width);
  const step = FONT_SIZE.title * LINE_HEIGHT;
  lines.forEach((line, index) => {
    context.fillText(line, MARGIN, MARGIN + index * step);
  });
  return Math.ceil(MARGIN + lines.length * step + 6);
}

/** Draws the caption at the bottom and returns where the space above it ends. */
function drawCaption(context: Context2D, { caption, width, height }: Figure): number {
  context.font = cssFont(FONT_SIZE.caption);
  context.fillStyle = SOFT_INK;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  const lines = wrap(caption, width - 2 * MARGIN, 3, (text) => context.measureText(text).width);
  const step = FONT_SIZE.caption * LINE_HEIGHT;
  lines.forEach((line, index) => {
    context.fillText(line, MARGIN, height - MARGIN / 2 - (lines.length - 1 - index) * step);
  });
  return Math.floor(height - MARGIN / 2 - lines.length * step - 6);
}

/** Draws a chart on the whole of a canvas of its own. */
export function drawChart(panel: ChartConfiguration, canvas: object, devicePixelRatio: number): void {
  const options = { ...panel.options, responsive: false, animation: false as const, devicePixelRatio };
  // chart.js asks no more of a canvas than those here have.
  const chart = new Chart(canvas, { ...panel, options });
  chart.stop();
  // chart.js keeps every chart, and with it the surface, until it is destroyed; what it drew stays.
  chart.destroy();
}
