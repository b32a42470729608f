import { toLinear, toOklab } from "./oklab.ts";
import type { Rgb } from "../../shared/figures/rgb.ts";
import { least } from "../../shared/extremes.ts";

/** Complete protanopia and deuteranopia on linear RGB: G. Machado et al., "A physiologically-based model" (2009). */
const DEFICIENCIES = [
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
] as const;

/** The distance of two colours in OKLab, as the eye sees it that tells them apart worst: full, without red, without green. */
export function leastDistance(a: Rgb, b: Rgb): number {
  const seen = DEFICIENCIES.map((matrix) => distance(simulate(a, matrix), simulate(b, matrix)));
  return least([distance(a, b), ...seen]);
}

function distance(a: Rgb, b: Rgb): number {
  const first = toOklab(a);
  const second = toOklab(b);
  return Math.hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

function simulate(colour: Rgb, matrix: readonly number[]): Rgb {
  const [red, green, blue] = [toLinear(colour[0]), toLinear(colour[1]), toLinear(colour[2])];
  const channel = (row: number): number => {
    const light = matrix[3 * row]! * red + matrix[3 * row + 1]! * green + matrix[3 * row + 2]! * blue;
    const clamped = Math.min(1, Math.max(0, light));
    return 255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055);
  };
  return [channel(0), channel(1), channel(2)];
}
