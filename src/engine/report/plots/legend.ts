import { drawPoint } from "chart.js/helpers";
import type { Context2D } from "./canvas/context.ts";
import type { Legend, Swatch } from "./figure.ts";
import { drawHatch } from "../../../shared/figures/hatch.ts";
import { ellipsise } from "./text.ts";
import { FONT_SIZE, INK, PAPER, cssFont } from "./theme.ts";
import { greatest } from "../../../shared/extremes.ts";

const SWATCH_WIDTH = 34;
const MAX_ROW_HEIGHT = 26;

/** The width a legend takes, up to a limit beyond which its labels are cut with an ellipsis. */
export function legendWidth(context: Context2D, legend: Legend, limit: number): number {
  context.font = cssFont(FONT_SIZE.legend);
  const labels = legend.entries.map(
    ({ label, note }) => SWATCH_WIDTH + context.measureText(label + noteText(note)).width,
  );
  context.font = cssFont(FONT_SIZE.legend, "bold");
  return Math.min(limit, Math.ceil(greatest([context.measureText(legend.title).width, ...labels])) + 2);
}

/** Draws a legend from its upper left corner; rows move together and shrink where there are many. */
export function drawLegend(
  context: Context2D,
  legend: Legend,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const rowHeight = Math.min(MAX_ROW_HEIGHT, height / (legend.entries.length + 1));
  const size = Math.min(FONT_SIZE.legend, rowHeight * 0.72);
  context.fillStyle = INK;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.font = cssFont(size, "bold");
  context.fillText(
    ellipsise(legend.title, width, (text) => context.measureText(text).width),
    x,
    y + rowHeight / 2,
  );
  context.font = cssFont(size);
  for (const [row, { label, note, swatch }] of legend.entries.entries()) {
    const middle = y + (row + 1.5) * rowHeight;
    drawSwatch(context, swatch, x, middle, size);
    context.fillStyle = INK;
    context.font = cssFont(size);
    const shown = ellipsise(label, width - SWATCH_WIDTH, (text) => context.measureText(text + noteText(note)).width);
    context.fillText(shown + noteText(note), x + SWATCH_WIDTH, middle);
  }
}

function noteText(note: string | undefined): string {
  return note === undefined ? "" : ` (${note})`;
}

function drawSwatch(context: Context2D, swatch: Swatch, x: number, middle: number, size: number): void {
  context.save();
  switch (swatch.kind) {
    case "marker":
      context.fillStyle = swatch.fill;
      context.strokeStyle = swatch.outline;
      context.lineWidth = swatch.shape === "crossRot" ? 2 : 1;
      drawPoint(
        context,
        { pointStyle: swatch.shape, radius: size * 0.42, borderWidth: context.lineWidth },
        x + 11,
        middle,
      );
      break;
    case "bar": {
      const height = size * 0.85;
      context.fillStyle = swatch.fill;
      context.fillRect(x, middle - height / 2, 22, height);
      drawHatch(context, x, middle - height / 2, 22, height, { kind: swatch.hatch, colour: PAPER });
      context.strokeStyle = swatch.outline;
      context.lineWidth = 1;
      context.strokeRect(x, middle - height / 2, 22, height);
      break;
    }
    case "line":
      context.strokeStyle = swatch.colour;
      context.lineWidth = 3;
      context.setLineDash([...swatch.dash]);
      context.beginPath();
      context.moveTo(x, middle);
      context.lineTo(x + 26, middle);
      context.stroke();
      break;
  }
  context.restore();
}
