import { describe, expect, it } from "vitest";
import { contrasting, contrast, luminance } from "../../../src/webview/colour/contrast.ts";
import { diverging, divergingMarks } from "../../../src/webview/colour/diverging.ts";
import { MAGMA } from "../../../src/shared/figures/magma.ts";
import type { Rgb } from "../../../src/shared/figures/rgb.ts";
import { colourAt, LEVELS, type Scale } from "../../../src/shared/figures/scale.ts";

const BACKGROUNDS: readonly Rgb[] = [
  [255, 255, 255],
  [31, 31, 31],
  [0, 0, 0],
  [253, 246, 227],
];
const levels = (scale: Scale): Rgb[] => Array.from({ length: LEVELS }, (_, level) => colourAt(scale, level / LEVELS));

describe("magma", () => {
  it.each(BACKGROUNDS)(
    "for marks is seen on (%i, %i, %i) and still rises in luminance",
    (...background: [number, number, number]) => {
      const scale = levels(contrasting(MAGMA, background));
      for (const colour of scale) expect(contrast(colour, background)).toBeGreaterThanOrEqual(2.95);
      for (let level = 16; level < LEVELS; level += 16)
        expect(luminance(scale[level]!)).toBeGreaterThan(luminance(scale[level - 16]!));
      // It keeps a range that can be read.
      expect(luminance(scale[255]!) / luminance(scale[0]!)).toBeGreaterThan(2.5);
    },
  );
});

describe("differences", () => {
  it.each([true, false])("have their zero in the middle (dark: %s), blue below and orange above", (dark) => {
    const scale = levels(diverging(dark));
    const [below, zero, above] = [scale[0]!, scale[128]!, scale[255]!];
    expect(Math.max(...zero) - Math.min(...zero)).toBeLessThan(8);
    expect(below[2]).toBeGreaterThan(below[0] + 60);
    expect(above[0]).toBeGreaterThan(above[2] + 60);
    // Away from zero both ways only ever darker, or only ever lighter.
    const sign = dark ? 1 : -1;
    for (let level = 136; level < 256; level += 8) {
      expect(sign * (luminance(scale[level]!) - luminance(scale[level - 8]!))).toBeGreaterThan(0);
      expect(sign * (luminance(scale[255 - level]!) - luminance(scale[263 - level]!))).toBeGreaterThan(0);
    }
  });

  it.each(BACKGROUNDS)("of marks are seen on (%i, %i, %i)", (...background: [number, number, number]) => {
    for (const colour of levels(divergingMarks(background)))
      expect(contrast(colour, background)).toBeGreaterThanOrEqual(2.95);
  });
});
