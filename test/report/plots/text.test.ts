import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coverageOfFont } from "../../../src/engine/report/fonts/coverage.ts";
import { readFonts } from "../../../src/engine/report/fonts/font-files.ts";
import { loadDrawing, type Drawing } from "../../../src/engine/report/plots/canvas/canvaskit.ts";
import { RasterCanvas } from "../../../src/engine/report/plots/canvas/raster.ts";
import { loadRuler } from "../../../src/engine/report/plots/canvas/ruler.ts";
import { Typesetter } from "../../../src/engine/report/plots/canvas/typesetter.ts";
import { ellipsise, wrap } from "../../../src/engine/report/plots/text.ts";
import { cssFont } from "../../../src/engine/report/plots/theme.ts";
import { pixelsOf } from "./pixels.ts";

/** One unit per code unit. */
const measure = (text: string): number => text.length;

describe("ellipsise", () => {
  it("keeps what fits and cuts the rest", () => {
    expect(ellipsise("genre", 5, measure)).toBe("genre");
    expect(ellipsise("rabindrasangeet", 6, measure)).toBe("rabin…");
    expect(ellipsise("one two", 5, measure)).toBe("one…");
  });

  it("never cuts inside a character", () => {
    // A consonant with its vowel sign, and a family of three joined emoji, are one character each.
    expect(ellipsise("কিকিকি", 4, measure)).toBe("কি…");
    expect(ellipsise("👨‍👩‍👧👨‍👩‍👧", 12, measure)).toBe("👨‍👩‍👧…");
  });
});

describe("wrap", () => {
  it("breaks at spaces", () => {
    expect(wrap("clusters and genres", 12, 3, measure)).toEqual(["clusters and", "genres"]);
    expect(wrap("", 12, 3, measure)).toEqual([]);
  });

  it("cuts what does not fit into the last line", () => {
    expect(wrap("one two three four", 9, 2, measure)).toEqual(["one two", "three fo…"]);
    expect(wrap("multimodal_alpha", 8, 2, measure)).toEqual(["multimo…"]);
    expect(wrap("multimodal_alpha by genre", 8, 2, measure)).toEqual(["multimo…", "by genre"]);
  });
});

describe("fonts", () => {
  /** The pixels of a text that are dark: no font of the system is looked for. */
  async function ink(text: string, drawing?: Drawing): Promise<Set<number>> {
    const canvas = new RasterCanvas(drawing ?? (await loadDrawing()), 120, 60);
    const { context } = canvas;
    context.font = cssFont(40);
    context.fillText(text, 5, 45);
    const { data } = await pixelsOf(await canvas.encode());
    return new Set(Array.from(data).flatMap((value, at) => (at % 4 === 0 && value < 128 ? [at] : [])));
  }
  // U+10FFFF is in no font.
  const BOX = "\u{10ffff}";
  const shared = (one: Set<number>, other: Set<number>): number => [...one].filter((at) => other.has(at)).length;

  it.each(["A", "ñ", "ő", "ế", "β", "ἀ", "Ж", "ӂ", "ক", "क", "س"])(
    "draw %s, and not as the box of a missing character",
    async (text) => {
      const drawn = await ink(text);
      expect(drawn.size).toBeGreaterThan(100);
      expect(shared(drawn, await ink(BOX))).toBeLessThan(0.9 * drawn.size);
    },
  );

  it("join letters as their script does", async () => {
    const { typesetter } = await loadDrawing();
    const width = (text: string): number => typesetter.width(text, cssFont(40));
    // The conjunct ক্ষ is one glyph, narrower than its parts side by side; so is the Arabic lam-alef, and letters join within words.
    expect(width("ক্ষ")).toBeLessThan(width("ক") + width("ষ"));
    expect(width("لا")).toBeLessThan(width("ل") + width("ا"));
    expect(width("क्ष")).toBeLessThan(width("क") + width("ष"));
  });

  it("take what ours lack from the machine's, once a text wants it", async () => {
    const { kit } = await loadDrawing();
    const fonts = await readFonts();
    const folder = await mkdtemp(join(tmpdir(), "latentune-fonts-"));
    try {
      for (const font of fonts) if ((await coverageOfFont(font))(0x03b2)) await writeFile(join(folder, "Greek.ttf"), font); // prettier-ignore
      const drawing = { kit, typesetter: new Typesetter(kit, fonts.slice(0, 2)) };
      const { typesetter } = drawing;
      await typesetter.findMissing([folder]);
      const box = await ink("β", drawing);
      expect(box).toEqual(await ink(BOX, drawing));
      expect(typesetter.fontCount).toBe(1);
      void typesetter.findMissing([folder]);
      // Another picture with the same letter, drawn while the search is under way, waits for what it finds.
      await ink("β", drawing);
      await typesetter.findMissing([folder]);
      expect(typesetter.fontCount).toBe(2);
      const letter = await ink("β", drawing);
      expect(letter.size).toBeGreaterThan(100);
      expect(shared(letter, box)).toBeLessThan(0.9 * letter.size);
      // What was looked for is not looked for again.
      await typesetter.findMissing([folder]);
      expect(typesetter.fontCount).toBe(2);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("are measured without what sets them, letter by letter", async () => {
    const [{ typesetter }, ruler] = [await loadDrawing(), await loadRuler()];
    for (const text of ["Reconstruction (MSE)", "t-SNE 1", "β = 0.5, ε × ő", "−20"]) {
      for (const weight of ["normal", "bold"] as const) {
        const font = cssFont(20, weight);
        const ratio = ruler.width(text, font) / typesetter.width(text, font);
        // Without kerning.
        expect([text, ratio > 0.98 && ratio < 1.03]).toEqual([text, true]);
        expect(ruler.baseline("middle", font)).toBe(typesetter.baseline("middle", font));
      }
    }
  });

  it("are as high as CSS says, whatever the letters", async () => {
    const { typesetter } = await loadDrawing();
    const [top, middle, bottom] = ["top", "middle", "bottom"].map((name) => typesetter.baseline(name, "bold 20px x"));
    expect([top, middle, bottom]).toEqual([21.38, 7.76, -5.86].map((height) => expect.closeTo(height, 1) as number));
  });
});
