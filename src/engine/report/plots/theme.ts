import type { ChartTheme } from "../../../shared/figures/chart-theme.ts";

/** CSS font-family of every text in a picture: what sets it takes each character from the first of our fonts that has it. */
export const FONT_FAMILY = "Noto Sans";

/** Sizes in CSS pixels of a picture 800 wide: at a text width of 16 cm the smallest is 7.4 pt. */
export const FONT_SIZE = { title: 22, axis: 17, tick: 15, legend: 16, caption: 14 } as const;

export const INK = "#1a1a1a";
export const SOFT_INK = "#555555";
export const GRID = "#e3e3e3";
export const PAPER = "#ffffff";

/** Device pixels per CSS pixel of a PNG. */
export const PIXEL_RATIO = 2;

/** A chart.js font of the picture's family. */
export function font(
  size: number,
  weight: "normal" | "bold" = "normal",
): { family: string; size: number; weight: "normal" | "bold" } {
  return { family: FONT_FAMILY, size, weight };
}

/** The same as a CSS font. */
export function cssFont(size: number, weight: "normal" | "bold" = "normal"): string {
  return `${weight} ${size}px ${FONT_FAMILY}`;
}

/** The look of a picture's charts. */
export const CHART_THEME: ChartTheme = {
  text: INK,
  soft: INK,
  grid: GRID,
  border: INK,
  background: PAPER,
  font: font(FONT_SIZE.tick),
  titleFont: font(FONT_SIZE.axis),
};
