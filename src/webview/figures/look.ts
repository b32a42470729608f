import type { Theme } from "../colour/theme.ts";

/** Figures are for paper, whatever the editor's theme: dark on white, texts of 7 points. */
export const FIGURE_THEME: Theme = {
  dark: false,
  highContrast: false,
  background: [255, 255, 255],
  foreground: [34, 34, 34],
  softForeground: [85, 85, 85],
  accent: [0, 95, 184],
  fontFamily: "Helvetica, Arial, sans-serif",
  fontSize: 9.33,
};

/** CSS pixels of a millimetre: an inch has 96 of them. */
const PIXELS_PER_MM = 96 / 25.4;

export function pixelsOf(millimetres: number): number {
  return millimetres * PIXELS_PER_MM;
}

/** The attributes of an SVG that is so large on paper; its coordinates are CSS pixels. */
export function sizeAttributes(width: number, height: number): string {
  const millimetres = (pixels: number): string => `${Number((pixels / PIXELS_PER_MM).toFixed(3))}mm`;
  return `width="${millimetres(width)}" height="${millimetres(height)}" viewBox="0 0 ${short(width)} ${short(height)}"`;
}

/** A coordinate with as many digits as one can see. */
export function short(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** Text for XML: its own characters escaped, and those that XML cannot hold left out. */
export function escapeXml(text: string): string {
  return Array.from(text)
    .filter((character) => /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(character))
    .join("")
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
