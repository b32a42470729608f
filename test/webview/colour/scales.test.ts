import { describe, expect, it } from "vitest";
import { writeMagma } from "../../../src/engine/report/plots/magma.ts";
import { contrast, luminance } from "../../../src/webview/colour/contrast.ts";
import { diverging, divergingMarks } from "../../../src/webview/colour/diverging.ts";
import { MAGMA } from "../../../src/webview/colour/magma.ts";
import type { Rgb } from "../../../src/webview/colour/rgb.ts";
import { colourAt, contrasting, LEVELS, type Scale } from "../../../src/webview/colour/scale.ts";

const BACKGROUNDS: readonly Rgb[] = [
  [255, 255, 255],
  [31, 31, 31],
  [0, 0, 0],
  [253, 246, 227],
];
const levels = (scale: Scale): Rgb[] => Array.from({ length: LEVELS }, (_, level) => colourAt(scale, level / LEVELS));

describe("magma", () => {
  it("is that of the report's pictures", () => {
    const out = new Uint8ClampedArray(4);
    for (let level = 0; level < LEVELS; level++) {
      writeMagma(level / LEVELS, out, 0);
      expect(colourAt(MAGMA, level / LEVELS)).toEqual([out[0], out[1], out[2]]);
    }
    expect(colourAt(MAGMA, -1)).toEqual([0, 0, 4]);
    expect(colourAt(MAGMA, 2)).toEqual([252, 253, 191]);
  });

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
