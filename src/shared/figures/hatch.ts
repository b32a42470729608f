import type { Plugin } from "chart.js";

/** What hatching needs of a 2-D context: a browser's, or that of a picture in a file. */
export interface HatchContext {
  strokeStyle: unknown;
  lineWidth: number;
  save(): void;
  restore(): void;
  beginPath(): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

/** Lines over a fill: groups whose colour has been used before, and all in high contrast, differ by them. */
export interface Hatch {
  /** 0: none, 1: rising, 2: crossed diagonals, 3: level, 4: upright, 5: a grid. */
  readonly kind: number;
  /** Of the lines; the background's. */
  readonly colour: string;
}

export const HATCHES = 6;

declare module "chart.js" {
  interface BarControllerDatasetOptions {
    /** Drawn by the plugin {@link hatching}. */
    hatch: Hatch;
  }
}

/** Distance between two lines, in CSS pixels. */
const STEP = 7;

/** Draws the lines of a hatch over a rectangle. */
export function drawHatch(
  context: HatchContext,
  x: number,
  y: number,
  width: number,
  height: number,
  { kind, colour }: Hatch,
): void {
  if (kind === 0 || width <= 0 || height <= 0) return;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  const line = (fromX: number, fromY: number, toX: number, toY: number): void => {
    context.moveTo(x + fromX, y + fromY);
    context.lineTo(x + toX, y + toY);
  };
  if (kind <= 2) {
    for (let offset = -height; offset < width; offset += STEP) {
      line(offset, height, offset + height, 0);
      if (kind === 2) line(offset, 0, offset + height, height);
    }
  }
  if (kind === 3 || kind === 5) for (let at = STEP / 2; at < height; at += STEP) line(0, at, width, at);
  if (kind >= 4) for (let at = STEP / 2; at < width; at += STEP) line(at, 0, at, height);
  context.stroke();
  context.restore();
}

/** Hatches the bars of the data sets that have a hatch; registered where charts are drawn. */
export const hatching: Plugin = {
  id: "hatching",
  afterDatasetDraw(chart, { index, meta }) {
    const { hatch } = chart.data.datasets[index] as { readonly hatch?: Hatch };
    if (hatch === undefined) return;
    const context = (chart as { readonly ctx: unknown }).ctx as HatchContext;
    for (const element of meta.data) {
      const { x, y, base, width } = element.getProps(["x", "y", "base", "width"] as never[]) as unknown as Bar;
      drawHatch(context, x - width / 2, Math.min(y, base), width, Math.abs(base - y), hatch);
    }
  },
} satisfies Plugin;

/** What a bar of chart.js knows of itself, in CSS pixels. */
interface Bar {
  readonly x: number;
  readonly y: number;
  readonly base: number;
  readonly width: number;
}
