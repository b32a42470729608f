import { BarElement, type Plugin } from "chart.js";
import type { Shape } from "../colour/categorical.ts";
import { shapePath } from "../map/render/shapes.ts";

/** A shape cut out of a bar's fill, again and again: the one that the group has on the map and in the legend. */
export interface BarMark {
  readonly shape: Shape;
  /** The background's. */
  readonly colour: string;
}

declare module "chart.js" {
  interface BarControllerDatasetOptions {
    /** Drawn by the plugin {@link barMarks}; left out: none. */
    mark?: BarMark | undefined;
  }
}

/** Distance of marks and their radius, in CSS pixels. */
const STEP = 14;
export const MARK_RADIUS = 3.5;

/** The middles of marks in a rectangle: as many as have room in it, and one in the middle of a smaller one. */
export function markPlaces(
  x: number,
  y: number,
  width: number,
  height: number,
  step = STEP,
): readonly (readonly [x: number, y: number])[] {
  const along = (from: number, length: number): number[] => {
    const count = Math.max(1, Math.floor(length / step));
    return Array.from({ length: count }, (_, index) => from + ((index + 0.5) * length) / count);
  };
  return along(y, height).flatMap((middle) => along(x, width).map((across) => [across, middle] as const));
}

/** Cuts the marks out of the bars of data sets that have one. */
export const barMarks: Plugin = {
  id: "bar-marks",
  afterDatasetDraw({ ctx, data }, { index, meta }) {
    const dataset = data.datasets[index];
    const { shape, colour } = (dataset !== undefined && "mark" in dataset ? dataset.mark : undefined) ?? {};
    if (shape === undefined || colour === undefined) return;
    for (const element of meta.data) {
      if (!(element instanceof BarElement)) continue;
      const { x, y, base, width } = element.getProps(["x", "y", "base", "width"], true);
      if (x === null || y === null) continue;
      const [left, top, height] = [x - width / 2, Math.min(y, base), Math.abs(base - y)];
      // In a lower part a mark would be cut to a speck.
      if (height < 2 * MARK_RADIUS) continue;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, width, height);
      ctx.clip();
      ctx.fillStyle = colour;
      for (const [atX, atY] of markPlaces(left, top, width, height))
        ctx.fill(new Path2D(shapePath(shape, atX, atY, MARK_RADIUS)));
      ctx.restore();
    }
  },
};
