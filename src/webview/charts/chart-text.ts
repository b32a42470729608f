import { toHex } from "../../shared/figures/rgb.ts";
import type { Theme } from "../colour/theme.ts";

/** What charts draw their text and lines with, in a theme: chart.js knows no CSS variables. */
export interface ChartInk {
  readonly text: string;
  readonly soft: string;
  readonly grid: string;
  readonly background: string;
  readonly font: { readonly family: string; readonly size: number };
}

export function chartInk({
  foreground,
  softForeground,
  background,
  fontFamily,
  fontSize,
  highContrast,
}: Theme): ChartInk {
  return {
    text: toHex(foreground),
    soft: toHex(softForeground),
    // Lines behind bars and curves: seen in high contrast as well, but not before what they measure.
    grid: `rgba(${foreground.join(", ")}, ${highContrast ? 0.4 : 0.12})`,
    background: toHex(background),
    font: { family: fontFamily, size: fontSize - 2 },
  };
}
