import { Chart, type ChartConfiguration } from "chart.js";
import { canvasLibrary } from "./canvas.ts";
import type { Figure } from "./figure.ts";
import { registerFonts } from "./fonts.ts";
import { registerCharts } from "./render.ts";

/** A panel by itself, without title, legend and caption. */
export type DrawnPanel =
  { readonly kind: "svg"; readonly content: Buffer } | { readonly kind: "png"; readonly content: Buffer };

/** Charts with more marks are pictures of pixels: vectors would be larger and slower to show. */
const MOST_VECTOR_MARKS = 3_000;

/** Pixels per CSS pixel of a panel that is no vector: 300 dpi where a CSS pixel is half a point. */
const RASTER_RATIO = 2.1;

/** The panels of a figure as SVG whose texts are texts, in CSS pixels. */
export function vectorPanels({ panels }: Pick<Figure, "panels">, width: number, height: number): string[] {
  registerFonts();
  registerCharts();
  const { SvgExportFlag } = canvasLibrary();
  return panels.map((panel) => vectorPanel(panel, width, height, SvgExportFlag.NoPrettyXML).toString("utf8"));
}

/**
 * The panels of a figure, each on a surface of its own, with its texts as outlines.
 * @param width and `height`: of a panel, in CSS pixels
 * @param raster for panels whose content is an image
 */
export async function drawPanels(
  { panels }: Pick<Figure, "panels">,
  { width, height, raster = false }: { readonly width: number; readonly height: number; readonly raster?: boolean },
): Promise<DrawnPanel[]> {
  registerFonts();
  registerCharts();
  const drawn: DrawnPanel[] = [];
  for (const panel of panels) {
    const vector = !raster && marksOf(panel) <= MOST_VECTOR_MARKS;
    drawn.push(vector ? { kind: "svg", content: vectorPanel(panel, width, height) } : await rasterPanel(panel, width, height)); // prettier-ignore
  }
  return drawn;
}

function marksOf({ data: { datasets } }: ChartConfiguration): number {
  return datasets.reduce((sum, { data }) => sum + data.length, 0);
}

function vectorPanel(
  panel: ChartConfiguration,
  width: number,
  height: number,
  flag = canvasLibrary().SvgExportFlag.ConvertTextToPaths,
): Buffer {
  const canvas = canvasLibrary().createCanvas(width, height, flag);
  drawnChart(panel, canvas, 1).destroy();
  return canvas.getContent();
}

async function rasterPanel(panel: ChartConfiguration, width: number, height: number): Promise<DrawnPanel> {
  const canvas = canvasLibrary().createCanvas(width, height);
  const chart = drawnChart(panel, canvas, RASTER_RATIO);
  const content = await canvas.encode("png");
  // A chart takes its pixels with it.
  chart.destroy();
  return { kind: "png", content };
}

function drawnChart(panel: ChartConfiguration, canvas: object, devicePixelRatio: number): Chart {
  const options = { ...panel.options, responsive: false, animation: false as const, devicePixelRatio };
  // chart.js asks no more of a canvas than these have.
  const chart = new Chart(canvas, { ...panel, options });
  chart.stop();
  return chart;
}
