import { chartInk } from "./chart-text.ts";
import type { Theme } from "../colour/theme.ts";

const MARGIN = 16;
const SWATCH = 10;

/** A chart as it stands with its title above and its legend below, on the theme's background: a picture for a paper. */
export function chartPicture(
  chart: HTMLCanvasElement,
  title: string,
  legend: readonly { readonly label: string; readonly colour: string }[],
  theme: Theme,
): Promise<Blob | null> {
  const ratio = chart.width / Math.max(1, chart.clientWidth);
  const line = Math.round(1.6 * theme.fontSize);
  const width = chart.clientWidth + 2 * MARGIN;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) return Promise.resolve(null);
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  const entries = placed(legend, width - 2 * MARGIN, (text) => context.measureText(text).width);
  const rows = (entries.at(-1)?.row ?? -1) + 1;
  const height = chart.clientHeight + 2 * MARGIN + line * (1 + rows);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ink = chartInk(theme);
  context.scale(ratio, ratio);
  context.fillStyle = ink.background;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  context.font = `600 ${theme.fontSize}px ${theme.fontFamily}`;
  context.fillStyle = ink.text;
  context.fillText(title, MARGIN, MARGIN + line / 2 - 4);
  context.drawImage(chart, MARGIN, MARGIN + line, chart.clientWidth, chart.clientHeight);
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  for (const { label, colour, x, row } of entries) {
    const y = MARGIN + line + chart.clientHeight + line * (row + 0.5);
    context.fillStyle = colour;
    context.fillRect(MARGIN + x, y - SWATCH / 2, SWATCH, SWATCH);
    context.fillStyle = ink.text;
    context.fillText(label, MARGIN + x + SWATCH + 4, y);
  }
  return new Promise((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
}

/** Sets the entries of a legend in rows. */
function placed<T extends { readonly label: string }>(
  legend: readonly T[],
  width: number,
  widthOf: (text: string) => number,
): (T & { readonly x: number; readonly row: number })[] {
  let [x, row] = [0, 0];
  return legend.map((entry) => {
    const needed = SWATCH + 4 + widthOf(entry.label) + 16;
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1];
    const at = { ...entry, x, row };
    x += needed;
    return at;
  });
}
