import { describe, expect, it } from "vitest";
import { categoricalColours, groupStyle, neutral } from "../../../src/webview/colour/categorical.ts";
import { contrast, withContrast } from "../../../src/webview/colour/contrast.ts";
import { fromOklab, toOklab } from "../../../src/webview/colour/oklab.ts";
import { parseColour, toHex, type Rgb } from "../../../src/shared/figures/rgb.ts";
import { leastDistance } from "../../../src/webview/colour/vision.ts";

/** Editor backgrounds of VS Code's default themes, and of themes that people use. */
const BACKGROUNDS = {
  "Light Modern": "#ffffff",
  "Dark Modern": "#1f1f1f",
  "Dark+": "#1e1e1e",
  "High Contrast": "#000000",
  "High Contrast Light": "#ffffff",
  "Solarized Light": "#fdf6e3",
  "Solarized Dark": "#002b36",
  Abyss: "#000c18",
  "Quiet Light": "#f5f5f5",
};
const rgb = (hex: string): Rgb => parseColour(hex)!.rgb;

describe("contrast", () => {
  it("is that of WCAG's examples", () => {
    expect(contrast(rgb("#000000"), rgb("#ffffff"))).toBeCloseTo(21, 10);
    // Understanding 1.4.3: #767676 is the lightest grey that passes 4.5 on white.
    expect(contrast(rgb("#767676"), rgb("#ffffff"))).toBeCloseTo(4.54, 2);
    expect(contrast(rgb("#777777"), rgb("#ffffff"))).toBeLessThan(4.5);
  });

  it("changes a colour no more than it must, and keeps its hue", () => {
    const white = rgb("#ffffff");
    const changed = withContrast(rgb("#e69f00"), white);
    expect(contrast(changed, white)).toBeGreaterThanOrEqual(3);
    expect(contrast(changed, white)).toBeLessThan(3.1);
    const hue = ([, a, b]: readonly [number, number, number]) => Math.atan2(b, a);
    expect(hue(toOklab(changed))).toBeCloseTo(hue(toOklab(rgb("#e69f00"))), 1);
    expect(withContrast(rgb("#0072b2"), white)).toEqual(rgb("#0072b2"));
  });
});

describe("colours of groups", () => {
  it.each(Object.entries(BACKGROUNDS))(
    "contrast with %s and with each other for every kind of colour vision",
    (_, hex) => {
      const background = rgb(hex);
      const colours = categoricalColours(background);
      expect(colours).toHaveLength(8);
      for (const colour of [...colours, neutral(background)])
        expect(contrast(colour, background)).toBeGreaterThanOrEqual(3);
      for (const [position, colour] of colours.entries()) {
        for (const other of colours.slice(position + 1)) expect(leastDistance(colour, other)).toBeGreaterThan(0.065);
      }
    },
  );

  it("contrast with any background, also a middle grey", () => {
    for (let level = 0; level < 256; level += 5) {
      const background: Rgb = [level, level, level];
      for (const colour of categoricalColours(background))
        expect(contrast(colour, background)).toBeGreaterThanOrEqual(3);
    }
  });

  it("are Okabe and Ito's where those are seen", () => {
    const published = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#f0e442"];
    expect(categoricalColours(rgb("#000000")).map(toHex).slice(0, 7)).toEqual(published);
  });

  it("repeat with another shape, in high contrast with shapes from the first", () => {
    const colours = categoricalColours(rgb("#ffffff"));
    const styles = (highContrast: boolean) =>
      Array.from({ length: 48 }, (_, position) => groupStyle(position, colours, highContrast));
    for (const highContrast of [false, true]) {
      const keys = styles(highContrast).map(({ colour, shape }) => `${toHex(colour)} ${shape}`);
      expect(new Set(keys).size).toBe(48);
    }
    expect(
      new Set(
        styles(false)
          .slice(0, 8)
          .map(({ shape }) => shape),
      ),
    ).toEqual(new Set(["circle"]));
    expect(styles(false)[8]!.shape).toBe("square");
    expect(
      styles(true)
        .slice(0, 6)
        .map(({ shape }) => shape),
    ).toEqual(["circle", "square", "triangle", "diamond", "wedge", "plus"]);
    expect(styles(true).some(({ shape }) => shape === "cross")).toBe(false);
  });
});

describe("colours as numbers", () => {
  it("reads the notations of VS Code", () => {
    expect(parseColour(" #1e1E1e ")).toEqual({ rgb: [30, 30, 30], alpha: 1 });
    expect(parseColour("#fff")).toEqual({ rgb: [255, 255, 255], alpha: 1 });
    expect(parseColour("#0078d480")).toEqual({ rgb: [0, 120, 212], alpha: 128 / 255 });
    expect(parseColour("rgba(204, 204, 204, 0.7)")).toEqual({ rgb: [204, 204, 204], alpha: 0.7 });
    expect(parseColour("rgb(1 2 3 / 50%)")).toEqual({ rgb: [1, 2, 3], alpha: 0.5 });
    for (const text of ["", "red", "#12345", "var(--x)", "rgb(1, 2)"]) expect(parseColour(text)).toBeNull();
  });

  it("goes to OKLab and back", () => {
    // B. Ottosson's own example: sRGB red.
    const [lightness, a, b] = toOklab([255, 0, 0]);
    expect([lightness, a, b].map((value) => Number(value.toFixed(3)))).toEqual([0.628, 0.225, 0.126]);
    for (const colour of [
      [0, 0, 0],
      [255, 255, 255],
      [12, 200, 77],
      [213, 94, 0],
    ] as const)
      expect(fromOklab(toOklab(colour))).toEqual(colour);
  });
});
