import type { Context2D } from "./figure.ts";

/** Distance between two lines, in CSS pixels. */
const STEP = 7;

/** Draws diagonal lines (1) or crossed lines (2) over a rectangle; 0 draws nothing. */
export function drawHatch(
  context: Context2D,
  x: number,
  y: number,
  width: number,
  height: number,
  hatch: number,
): void {
  if (hatch === 0 || width <= 0 || height <= 0) return;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = "rgba(255, 255, 255, 0.85)";
  context.lineWidth = 2;
  context.beginPath();
  for (let offset = -height; offset < width; offset += STEP) {
    context.moveTo(x + offset, y + height);
    context.lineTo(x + offset + height, y);
    if (hatch < 2) continue;
    context.moveTo(x + offset, y);
    context.lineTo(x + offset + height, y + height);
  }
  context.stroke();
  context.restore();
}
