import type { ChartConfiguration } from "chart.js";
import type { Context2D } from "./canvas/context.ts";

/** A chart's context. chart.js types it as the browser's, which the engine has no types for. */
export function contextOf(chart: { readonly ctx: unknown }): Context2D {
  return chart.ctx as Context2D;
}

/** A small sample of a mark, as a legend shows it. */
export type Swatch =
  | { readonly kind: "marker"; readonly shape: string; readonly fill: string; readonly outline: string }
  | { readonly kind: "bar"; readonly fill: string; readonly outline: string; readonly hatch: number }
  | { readonly kind: "line"; readonly colour: string; readonly dash: readonly number[] };

export interface Legend {
  readonly title: string;
  readonly entries: readonly {
    readonly label: string;
    /** Said in parentheses after the label, and never cut: a count. */
    readonly note?: string;
    readonly swatch: Swatch;
  }[];
}

/**
 * A picture as data: what is drawn, without the surface it is drawn on. The panels are chart.js configurations that know
 * nothing of title, legend and caption, so that a page can show those as text.
 */
export interface Figure {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly caption: string;
  readonly legend: Legend | null;
  /** Side by side, of equal size. */
  readonly panels: readonly ChartConfiguration[];
  /** Panels side by side; the next ones stand below them. Default: all. */
  readonly perRow?: number;
}
