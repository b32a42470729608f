import { describe, expect, it } from "vitest";
import {
  groupStyle,
  NOISE_STYLE,
  OTHER_STYLE,
  STYLE_COUNT,
  UNKNOWN_STYLE,
} from "../../../src/shared/figures/group-style.ts";
import { OKABE_ITO } from "../../../src/shared/figures/palette.ts";
import { channels } from "../../report/plots/pixels.ts";

type Rgb = readonly number[];

function linear(hex: string): Rgb {
  return channels(hex).map((value) => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
}

/** What people without red, green or blue cones see (Viénot et al. 1999; Brettel et al. 1997, one plane), in linear RGB. */
const VISION: Readonly<Record<string, (colour: Rgb) => Rgb>> = {
  full: (colour) => colour,
  protanopia: ([r, g, b]) => [
    0.11238 * r! + 0.88762 * g!,
    0.11238 * r! + 0.88762 * g!,
    0.00401 * r! - 0.00401 * g! + b!,
  ],
  deuteranopia: ([r, g, b]) => [
    0.29275 * r! + 0.70725 * g!,
    0.29275 * r! + 0.70725 * g!,
    -0.02234 * r! + 0.02234 * g! + b!,
  ],
};

/** CIE L*a*b* of linear sRGB, D65. */
function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124 * r! + 0.3576 * g! + 0.1805 * b!) / 0.9505);
  const y = f(0.2126 * r! + 0.7152 * g! + 0.0722 * b!);
  const z = f((0.0193 * r! + 0.1192 * g! + 0.9505 * b!) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function difference(a: string, b: string, vision: string): number {
  const see = VISION[vision]!;
  const [first, second] = [lab(see(linear(a))), lab(see(linear(b)))];
  return Math.hypot(...first.map((value, k) => value - second[k]!));
}

function contrastToWhite(hex: string): number {
  const [r, g, b] = linear(hex);
  return 1.05 / (0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05);
}

describe("group styles", () => {
  it.each(Object.keys(VISION))("are told apart with %s vision, and from the greys", (vision) => {
    const colours = [...OKABE_ITO, UNKNOWN_STYLE.colour];
    for (const [index, colour] of colours.entries()) {
      for (const other of colours.slice(index + 1))
        expect(difference(colour, other, vision), `${colour} ${other}`).toBeGreaterThan(10);
    }
  });

  it("have outlines that stand out from white, yellow's too", () => {
    for (let position = 0; position < STYLE_COUNT; position++)
      expect(contrastToWhite(groupStyle(position).outline)).toBeGreaterThan(3);
    for (const { outline } of [NOISE_STYLE, UNKNOWN_STYLE, OTHER_STYLE])
      expect(contrastToWhite(outline)).toBeGreaterThan(3);
  });

  it("are all different: eight colours, then the next shape", () => {
    const styles = Array.from({ length: STYLE_COUNT }, (_, position) => groupStyle(position));
    expect(new Set(styles.map(({ colour, shape }) => colour + shape)).size).toBe(24);
    expect(styles.slice(0, 8).map(({ shape }) => shape)).toEqual(new Array(8).fill("circle"));
    expect(styles[8]).toMatchObject({ colour: OKABE_ITO[0], shape: "triangle", hatch: 1 });
    expect(styles[16]).toMatchObject({ colour: OKABE_ITO[0], shape: "rect", hatch: 2 });
  });
});
