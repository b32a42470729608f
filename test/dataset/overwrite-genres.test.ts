import { describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { overwriteLyricsGenres } from "../../src/engine/dataset/genres/write-genres.ts";
import { randomTable } from "./random-table.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const write = (bytes: Uint8Array, genres: readonly string[]): Uint8Array =>
  overwriteLyricsGenres(parseLyricsTable(bytes, "lyrics.csv"), genres);
const rewrite = (text: string, ...genres: readonly string[]): string => textOf(write(bytesOf(text), genres));

describe("overwriteLyricsGenres", () => {
  it("fills the genre column and nothing else", () => {
    expect(
      rewrite('\ufefffilename,genre,x\r\na.ogg,,"1"\nb.ogg,"pop",\r\r\n\nc.ogg,"",3', "folk", "pop", 'r"n"b, soul'),
    ).toBe('\ufefffilename,genre,x\r\na.ogg,folk,"1"\nb.ogg,"pop",\r\r\n\nc.ogg,"r""n""b, soul",3');
  });

  it("keeps the quotes of a cell that had them", () => {
    expect(rewrite('filename,genre\n"a.ogg","old"\nb.ogg,old\n', "new", "new")).toBe(
      'filename,genre\n"a.ogg","new"\nb.ogg,new\n',
    );
  });

  it("leaves cells that mean the same genre as they are, blanks and needless quotes included", () => {
    const text = 'filename,genre\na.ogg, folk \nb.ogg,"folk"\n';
    expect(rewrite(text, "folk", "folk")).toBe(text);
  });

  it("does not empty cells", () => {
    const text = "filename,genre\na.ogg,folk\n";
    expect(rewrite(text, "")).toBe(text);
  });

  it("inserts the column after language, quoted as its neighbour", () => {
    expect(rewrite('"filename","language",lyrics\r\n"a.ogg","en","la\r\nla"\r\n\r\nb.ogg,fr,\r\n', "folk", "")).toBe(
      '"filename","language","genre",lyrics\r\n"a.ogg","en","folk","la\r\nla"\r\n\r\nb.ogg,fr,,\r\n',
    );
  });

  it("inserts the column after filename where there is no language", () => {
    expect(rewrite("lyrics,filename\nla,a.ogg\n", "folk")).toBe("lyrics,filename,genre\nla,a.ogg,folk\n");
  });

  it("fills short rows up only where a genre has to be written", () => {
    expect(rewrite("filename,language,genre,lyrics\na.ogg\nb.ogg,en\nc.ogg\n", "folk", "pop", "")).toBe(
      "filename,language,genre,lyrics\na.ogg,,folk\nb.ogg,en,pop\nc.ogg\n",
    );
    expect(rewrite("filename,language,lyrics\na.ogg\nb.ogg,en\nc.ogg\n", "folk", "", "")).toBe(
      "filename,language,genre,lyrics\na.ogg,,folk\nb.ogg,en,\nc.ogg\n",
    );
  });

  it("changes no other byte of random tables, is read back, and changes nothing the second time", () => {
    for (let seed = 0; seed < 300; seed++) {
      const withColumn = seed % 2 === 0;
      const columns = ["filename", "language", "lyrics", "note", ...(withColumn ? ["genre"] : [])];
      const { bytes, header, rows } = randomTable(seed, columns);
      const rng = createRng(seed, "genres");
      const choices = ["folk", "", "hip-hop", 'r"n"b', "a, b", "দেশ", "x\ny"];
      const genres = rows.map(() => choices[rng.integer(choices.length)]!);
      const written = write(bytes, genres);

      // The same bytes where all genre cells are taken out of both.
      const column = header.indexOf("genre");
      const before = withColumn
        ? cut(
            bytes,
            rows.map((cells) => cells[column]!),
          )
        : bytes;
      const table = parseLyricsTable(written, "lyrics.csv");
      const genreCells = table.records.map(({ cells }) => cells[table.columns.genre!]!);
      const after = withColumn
        ? cut(written, genreCells)
        : cut(
            written,
            [table.headerCells[table.columns.genre!]!, ...genreCells].map(({ start, end }) => ({
              start: start - 1,
              end,
            })),
          );
      expect(textOf(after)).toBe(textOf(before));
      if (!withColumn) expect(table.header.indexOf("genre")).toBe(header.indexOf("language") + 1);

      expect(table.records.map(({ genre }) => genre)).toEqual(
        rows.map((cells, row) => (genres[row] === "" && withColumn ? cells[column]!.value.trim() : genres[row]!)),
      );
      expect(textOf(write(written, genres))).toBe(textOf(written));
    }
  });

  it.each([
    ['filename,language\na.ogg,"en\n', /never closed/, 2],
    ['filename,language\na.ogg,"e"n"\n', /closing quote/, 2],
    ["filename,language\na, b.ogg,en\n", /3 fields/, 2],
    ["colour,language\na.ogg,en\n", /no column "filename"/, 1],
    ["PK\u0003\u0004", /ZIP archive/, 1],
  ])("refuses to write into %j", (text, message, line) => {
    try {
      rewrite(text, "folk");
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: "LatentuneError", message: expect.stringMatching(message) as string });
      const { place } = error as { place: { line?: number; remedy?: string } };
      expect([place.line, place.remedy]).toEqual([
        line,
        parseLyricsTable(bytesOf(text), "lyrics.csv").diagnostics.find(({ severity }) => severity === "error")?.remedy,
      ]);
    }
  });
});

/** The bytes without the given ranges, which are in order. */
function cut(bytes: Uint8Array, ranges: readonly { readonly start: number; readonly end: number }[]): Uint8Array {
  let position = 0;
  const kept: Uint8Array[] = [];
  for (const { start, end } of ranges) {
    kept.push(bytes.subarray(position, start));
    position = end;
  }
  return Buffer.concat([...kept, bytes.subarray(position)]);
}
