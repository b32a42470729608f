import type { Rgb } from "../../shared/figures/rgb.ts";

/** Lightness 0 to 1, and two opponent axes: B. Ottosson's OKLab (2020), in which equal distances look alike. */
export type Oklab = readonly [number, number, number];

/** sRGB's transfer function (IEC 61966-2-1): channel 0 to 255 → linear light 0 to 1. */
export function toLinear(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(light: number): number {
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
}

export function toOklab(rgb: Rgb): Oklab {
  const red = toLinear(rgb[0]);
  const green = toLinear(rgb[1]);
  const blue = toLinear(rgb[2]);
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The colour itself, or, where sRGB does not hold it, the one of its lightness and hue with as much chroma as there is. */
export function fromOklab([lightness, a, b]: Oklab): Rgb {
  const inside = (share: number): boolean =>
    linearOf([lightness, share * a, share * b]).every((light) => light > -1e-4 && light < 1.0001);
  let share = 1;
  if (!inside(1)) {
    let outside = 1;
    share = 0;
    for (let step = 0; step < 20; step++) {
      const middle = (share + outside) / 2;
      if (inside(middle)) share = middle;
      else outside = middle;
    }
  }
  const [red, green, blue] = linearOf([lightness, share * a, share * b]);
  const channel = (light: number): number => Math.round(fromLinear(Math.min(1, Math.max(0, light))));
  return [channel(red), channel(green), channel(blue)];
}

function linearOf([lightness, a, b]: Oklab): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
