import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { registerFonts } from "../../../src/engine/report/plots/fonts.ts";
import { ellipsise, wrap } from "../../../src/engine/report/plots/text.ts";
import { cssFont, FONT_FAMILIES } from "../../../src/engine/report/plots/theme.ts";

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
  /** Dark pixels of a text, drawn with the families alone: no font of the system can help. */
  function ink(text: string): Set<number> {
    registerFonts();
    const canvas = createCanvas(120, 60);
    const context = canvas.getContext("2d");
    context.font = cssFont(40).replace(", sans-serif", "");
    context.fillText(text, 5, 45);
    const { data } = context.getImageData(0, 0, 120, 60);
    return new Set(Array.from(data).flatMap((value, at) => (at % 4 === 3 && value > 128 ? [at] : [])));
  }

  it.each(["A", "ñ", "ő", "ế", "β", "Ж", "ӂ", "ক", "क"])(
    "draw %s, and not as the box of a missing character",
    (text) => {
      const drawn = ink(text);
      expect(drawn.size).toBeGreaterThan(100);
      // U+10FFFF is in no font.
      const box = ink("\u{10ffff}");
      expect([...drawn].filter((at) => box.has(at)).length).toBeLessThan(0.9 * drawn.size);
    },
  );

  it("join Bangla vowel signs to their consonants", () => {
    registerFonts();
    const context = createCanvas(10, 10).getContext("2d");
    context.font = cssFont(40);
    const width = (text: string): number => context.measureText(text).width;
    // The conjunct ক্ষ is one glyph, narrower than its parts side by side.
    expect(width("ক্ষ")).toBeLessThan(width("ক") + width("ষ"));
  });

  it("have a family for every script that is asked for", () => {
    expect(FONT_FAMILIES).toContain("Latentune Bengali");
    expect(new Set(FONT_FAMILIES).size).toBe(FONT_FAMILIES.length);
  });
});
