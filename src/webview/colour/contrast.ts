import { fromOklab, toLinear, toOklab } from "./oklab.ts";
import type { Rgb } from "../../shared/figures/rgb.ts";
import { colourAt, LEVELS, scaleFrom, type Scale } from "../../shared/figures/scale.ts";

/** WCAG 2.2, 1.4.11: what a graphical object needs against what it lies on. */
export const GRAPHIC_CONTRAST = 3;

/** Relative luminance of WCAG 2.2, 0 to 1. */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);
}

/** Contrast ratio of WCAG 2.2, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Does white contrast more with it than black? */
export function isDark(background: Rgb): boolean {
  return contrast([255, 255, 255], background) > contrast([0, 0, 0], background);
}

/**
 * The colour, made lighter on a dark background or darker on a light one until it contrasts enough, by no more than that;
 * its hue stays. Every background leaves room for a ratio of 4.5 on one side.
 */
export function withContrast(colour: Rgb, background: Rgb, minimum = GRAPHIC_CONTRAST): Rgb {
  const away = isDark(background) ? 1 : 0;
  const inTheWay = away === 1 ? luminance(colour) < luminance(background) : luminance(colour) > luminance(background);
  if (!inTheWay && contrast(colour, background) >= minimum) return colour;
  const [lightness, a, b] = toOklab(colour);
  let near = lightness;
  let far: number = away;
  let enough = fromOklab([far, a, b]);
  for (let step = 0; step < 16; step++) {
    const middle = (near + far) / 2;
    const candidate = fromOklab([middle, a, b]);
    const beyond =
      away === 1 ? luminance(candidate) > luminance(background) : luminance(candidate) < luminance(background);
    if (beyond && contrast(candidate, background) >= minimum) {
      far = middle;
      enough = candidate;
    } else near = middle;
  }
  return enough;
}

/**
 * The longest part of a scale that contrasts with a background, stretched over the whole range: single marks must be
 * seen, where a picture shows its darkest and lightest colours by what lies beside them.
 */
export function contrasting(scale: Scale, background: Rgb, minimum = GRAPHIC_CONTRAST): Scale {
  let longest = { first: 0, last: LEVELS - 1, length: 0 };
  let first = 0;
  for (let level = 0; level <= LEVELS; level++) {
    const seen = level < LEVELS && contrast(colourAt(scale, level / LEVELS), background) >= minimum;
    if (seen) continue;
    if (level - first > longest.length) longest = { first, last: level - 1, length: level - first };
    first = level + 1;
  }
  const { first: low, last: high } = longest;
  return scaleFrom((share) => colourAt(scale, (low + share * (high - low) + 0.5) / LEVELS));
}
