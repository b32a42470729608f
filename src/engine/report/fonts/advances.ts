import { glyphsOf } from "./coverage.ts";

/** How wide a font's characters are, in sizes of the font. */
export interface Advances {
  /** By code point; undefined where the font has no such character. */
  readonly of: (code: number) => number | undefined;
  /** Above and below the baseline. */
  readonly ascent: number;
  readonly descent: number;
}

/** From the tables `head`, `hhea`, `hmtx` and `cmap` of a TrueType font (OpenType 1.9). */
export function advancesOf(font: Buffer): Advances {
  const tables = new Map<string, Buffer>();
  for (let index = 0, at = 12; index < font.readUInt16BE(4); index++, at += 16) {
    const [offset, length] = [font.readUInt32BE(at + 8), font.readUInt32BE(at + 12)];
    tables.set(font.toString("latin1", at, at + 4), font.subarray(offset, offset + length));
  }
  const [head, hhea, hmtx, cmap] = ["head", "hhea", "hmtx", "cmap"].map((tag) => tables.get(tag)!) as [Buffer, Buffer, Buffer, Buffer]; // prettier-ignore
  const unit = head.readUInt16BE(18);
  // The last width is that of all further glyphs.
  const last = hhea.readUInt16BE(34) - 1;
  const glyphOf = glyphsOf(cmap);
  return {
    of(code) {
      const glyph = glyphOf(code);
      return glyph === 0 ? undefined : hmtx.readUInt16BE(4 * Math.min(glyph, last)) / unit;
    },
    ascent: hhea.readInt16BE(4) / unit,
    descent: -hhea.readInt16BE(6) / unit,
  };
}
