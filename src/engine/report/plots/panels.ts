import type { ChartConfiguration } from "chart.js";
import { scriptCharacters } from "../fonts/scripts.ts";
import { loadDrawing } from "./canvas/canvaskit.ts";
import { RasterCanvas } from "./canvas/raster.ts";
import { loadRuler, type Ruler } from "./canvas/ruler.ts";
import { SvgCanvas } from "./canvas/svg.ts";
import type { Figure } from "./figure.ts";
import { drawChart, registerCharts, withItsFonts } from "./render.ts";
import { FONT_FAMILY } from "./theme.ts";

/** A panel by itself, without title, legend and caption. */
export type DrawnPanel =
  { readonly kind: "svg"; readonly content: Buffer } | { readonly kind: "png"; readonly content: Buffer };

/** Charts with more marks are pictures of pixels: vectors would be larger and slower to show. */
const MOST_VECTOR_MARKS = 3_000;

/** Pixels per CSS pixel of a panel that is no vector: 300 dpi where a CSS pixel is half a point. */
const RASTER_RATIO = 2.1;

/** What stands in the SVG element of each panel of a figure, in CSS pixels. */
export async function vectorPanels(
  { panels }: Pick<Figure, "panels">,
  width: number,
  height: number,
): Promise<string[]> {
  registerCharts();
  const ruler = await loadRuler();
  return panels.map((panel) => vectorPanel(ruler, panel, width, height).content());
}

/**
 * The panels of a figure, each on a surface of its own; the texts of vectors are texts.
 * @param width and `height`: of a panel, in CSS pixels
 */
export async function drawPanels(
  { panels }: Pick<Figure, "panels">,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<DrawnPanel[]> {
  registerCharts();
  const ruler = await loadRuler();
  const drawn: DrawnPanel[] = [];
  for (const panel of panels) {
    const asVector = marksOf(panel) <= MOST_VECTOR_MARKS;
    const svg = asVector ? vectorPanel(ruler, panel, width, height).document(FONT_FAMILY) : undefined;
    // Of a drawing's texts Typst joins and finds letters of one script only.
    if (svg !== undefined && scriptCharacters(svg).length === 0) drawn.push({ kind: "svg", content: Buffer.from(svg) });
    else drawn.push({ kind: "png", content: await rasterPanel(panel, width, height) });
  }
  return drawn;
}

function marksOf({ data: { datasets } }: ChartConfiguration): number {
  return datasets.reduce((sum, { data }) => sum + data.length, 0);
}

function vectorPanel(ruler: Ruler, panel: ChartConfiguration, width: number, height: number): SvgCanvas {
  const canvas = new SvgCanvas(ruler, width, height);
  drawChart(panel, canvas, 1);
  return canvas;
}

async function rasterPanel(panel: ChartConfiguration, width: number, height: number): Promise<Buffer> {
  const drawing = await loadDrawing();
  const canvas = await withItsFonts(drawing, () => {
    const raster = new RasterCanvas(drawing, width, height);
    drawChart(panel, raster, RASTER_RATIO);
    return raster;
  });
  return canvas.encode();
}
