/** Bytes of a font file at a place. */
export type ReadBytes = (offset: number, length: number) => Promise<Buffer>;

/** Whether a font has a character, by its code point. */
export type Coverage = (code: number) => boolean;

const NOTHING: Coverage = () => false;

/**
 * The characters of a TrueType or OpenType font, in a collection those of its first font: its table `cmap` in the formats 4 and
 * 12 (OpenType 1.9), which all fonts of today have. What is no such font has none.
 */
export async function coverageOf(read: ReadBytes): Promise<Coverage> {
  try {
    const start = (await read(0, 16)).toString("latin1", 0, 4) === "ttcf" ? (await read(12, 4)).readUInt32BE(0) : 0;
    const count = (await read(start + 4, 2)).readUInt16BE(0);
    const directory = await read(start + 12, 16 * count);
    for (let at = 0; at < directory.length; at += 16) {
      if (directory.toString("latin1", at, at + 4) !== "cmap") continue;
      const glyphOf = glyphsOf(await read(directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12)));
      return (code) => glyphOf(code) !== 0;
    }
  } catch (error) {
    // A table that says it is longer than the file is.
    if (!(error instanceof RangeError)) throw error;
  }
  return NOTHING;
}

export function coverageOfFont(font: Buffer): Promise<Coverage> {
  return coverageOf((offset, length) => Promise.resolve(font.subarray(offset, offset + length)));
}

/** The glyph of a character by its code point, 0 where there is none, by the table `cmap`. */
export function glyphsOf(cmap: Buffer): (code: number) => number {
  const count = cmap.readUInt16BE(2);
  const tables = Array.from({ length: count }, (_, index) => cmap.subarray(cmap.readUInt32BE(8 + 8 * index)));
  const wide = tables.find((table) => table.readUInt16BE(0) === 12);
  const narrow = tables.find((table) => table.readUInt16BE(0) === 4);
  if (wide !== undefined) return (code) => glyphInGroups(wide, code);
  return narrow === undefined ? () => 0 : (code) => glyphInSegments(narrow, code);
}

/** Format 12: groups of a first and a last character, and the glyph of the first. */
function glyphInGroups(table: Buffer, code: number): number {
  const groups = table.readUInt32BE(12);
  for (let at = 16; at < 16 + 12 * groups; at += 12) {
    const first = table.readUInt32BE(at);
    if (code >= first && code <= table.readUInt32BE(at + 4)) return table.readUInt32BE(at + 8) + code - first;
  }
  return 0;
}

/** Format 4: segments, whose glyphs are a shift of the characters or of the numbers in a list; glyph 0 is a missing one. */
function glyphInSegments(table: Buffer, code: number): number {
  const segments = table.readUInt16BE(6) / 2;
  const [ends, starts, shifts, offsets] = [14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments] as const;
  for (let segment = 0; segment < segments; segment++) {
    if (code > table.readUInt16BE(ends + 2 * segment)) continue;
    const start = table.readUInt16BE(starts + 2 * segment);
    if (code < start) return 0;
    const place = offsets + 2 * segment;
    const offset = table.readUInt16BE(place);
    const shift = table.readUInt16BE(shifts + 2 * segment);
    if (offset === 0) return (code + shift) & 0xffff;
    const listed = table.readUInt16BE(place + offset + 2 * (code - start));
    return listed === 0 ? 0 : (listed + shift) & 0xffff;
  }
  return 0;
}
