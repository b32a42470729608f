import { describe, expect, it } from "vitest";
import {
  groupStyle,
  PALETTES,
  NOISE_STYLE,
  OTHER_STYLE,
  STYLE_COUNT,
  UNKNOWN_STYLE,
} from "../../../src/shared/figures/group-style.ts";
import { groupsOf } from "../../../src/shared/figures/groups.ts";
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
    for (const palette of Object.values(PALETTES)) {
      const colours = [...palette, UNKNOWN_STYLE.colour];
      for (const [index, colour] of colours.entries()) {
        for (const other of colours.slice(index + 1))
          expect(difference(colour, other, vision), `${colour} ${other}`).toBeGreaterThan(10);
      }
    }
  });

  it("are other ones for clusters than for categories, which are seen beside each other", () => {
    const labels = ["a", "b", "a"];
    const [clusters, categories] = [
      groupsOf({ kind: "cluster", labels: [0, 1, 0] }),
      groupsOf({ kind: "category", name: "genre", labels }),
    ];
    const colours = [...clusters, ...categories].map(({ style }) => style.colour);
    expect(new Set(colours).size).toBe(4);
    expect(new Set<string>(Object.values(PALETTES).flat()).size).toBe(16);
  });

  it("are shared by the pictures of two clusterings, also where one lacks a cluster of the other", () => {
    const [first] = groupsOf({ kind: "cluster", labels: [2, 2, -1], beside: [0, 1, 2] });
    expect(first).toMatchObject({ label: "2", members: [0, 1], style: { colour: OKABE_ITO[2] } });
    expect(groupsOf({ kind: "cluster", labels: [2], beside: [0, -1] }).map(({ label }) => label)).toEqual(["2"]);
  });

  it("have outlines that stand out from white, yellow's too", () => {
    for (let position = 0; position < STYLE_COUNT; position++)
      for (const palette of ["cluster", "category"] as const)
        expect(contrastToWhite(groupStyle(position, palette).outline)).toBeGreaterThan(3);
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
