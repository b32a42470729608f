import type { ChartTheme } from "../../shared/figures/chart-theme.ts";
import { toHex } from "../../shared/figures/rgb.ts";
import type { Theme } from "../colour/theme.ts";

/** The look of charts in a theme: chart.js knows no CSS variables. */
export function chartInk({
  foreground,
  softForeground,
  background,
  fontFamily,
  fontSize,
  highContrast,
}: Theme): ChartTheme {
  // Lines behind bars and curves: seen in high contrast as well, but not before what they measure.
  const grid = `rgba(${foreground.join(", ")}, ${highContrast ? 0.4 : 0.12})`;
  return {
    text: toHex(foreground),
    soft: toHex(softForeground),
    grid,
    border: grid,
    background: toHex(background),
    font: { family: fontFamily, size: fontSize - 2 },
    titleFont: null,
  };
}

/** What the words beside the pointer look like. */
export function tooltipLook({ background, text, grid, font }: ChartTheme) {
  return {
    animation: false,
    backgroundColor: background,
    titleColor: text,
    bodyColor: text,
    borderColor: grid,
    borderWidth: 1,
    cornerRadius: 0,
    titleFont: font,
    bodyFont: font,
  } as const;
}
