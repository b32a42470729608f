import { isDark, withContrast } from "./contrast.ts";
import { fromOklab, toOklab } from "./oklab.ts";
import type { Rgb } from "../../shared/figures/rgb.ts";
import { scaleFrom, type Scale } from "../../shared/figures/scale.ts";

/** Ends that every kind of colour vision tells apart: Okabe–Ito's blue and vermilion, deepened or lightened. */
const ENDS: Record<"dark" | "light", { readonly low: Rgb; readonly middle: Rgb; readonly high: Rgb }> = {
  light: { low: [0, 84, 148], middle: [247, 247, 247], high: [174, 62, 0] },
  dark: { low: [94, 182, 240], middle: [38, 38, 38], high: [255, 140, 60] },
};

/**
 * Differences with zero in the middle: blue below, orange above, straight through OKLab so that equal steps look alike.
 * The middle is light, or dark on a dark background, so that no difference does not shine.
 */
export function diverging(dark: boolean): Scale {
  const { low, middle, high } = ENDS[dark ? "dark" : "light"];
  return through(low, middle, high);
}

/** The same for single marks: every colour is seen on the background, and zero is grey. */
export function divergingMarks(background: Rgb): Scale {
  const { low, high } = ENDS[isDark(background) ? "dark" : "light"];
  return through(
    withContrast(low, background),
    withContrast([128, 128, 128], background),
    withContrast(high, background),
  );
}

function through(low: Rgb, middle: Rgb, high: Rgb): Scale {
  return scaleFrom((share) => (share < 0.5 ? between(low, middle, 2 * share) : between(middle, high, 2 * share - 1)));
}

function between(from: Rgb, to: Rgb, share: number): Rgb {
  const a = toOklab(from);
  const b = toOklab(to);
  const mix = (axis: 0 | 1 | 2): number => a[axis] + share * (b[axis] - a[axis]);
  return fromOklab([mix(0), mix(1), mix(2)]);
}
