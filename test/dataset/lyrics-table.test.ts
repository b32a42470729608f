import { describe, expect, it } from "vitest";
import { lyricsOrNone } from "../../src/shared/lyrics/lyrics-text.ts";
import { present } from "../../src/shared/missing.ts";
import { parseLyricsTable, type LyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { randomTable } from "./random-table.ts";

const FILE = "data/lyrics/lyrics.csv";
const parse = (text: string | Uint8Array): LyricsTable =>
  parseLyricsTable(typeof text === "string" ? new TextEncoder().encode(text) : text, FILE);
const codes = ({ diagnostics }: LyricsTable): (readonly [string, number | undefined])[] =>
  diagnostics.map(({ code, line }) => [code, line] as const);

describe("parseLyricsTable", () => {
  it("reads the reference's columns", () => {
    const table = parse('filename,language,genre,lyrics\n"a, b.ogg",english,folk,"one\ntwo"\nc.mp3,bangla,,\n');
    expect(table.diagnostics).toEqual([]);
    expect(table.records).toMatchObject([
      {
        row: 1,
        firstLine: 2,
        lastLine: 3,
        startByte: 31,
        endByte: 64,
        filename: "a, b.ogg",
        language: "english",
        genre: "folk",
        lyrics: "one\ntwo",
        usable: true,
      },
      { row: 2, firstLine: 4, lastLine: 4, filename: "c.mp3", language: "bangla", genre: "", lyrics: "", usable: true },
    ]);
  });

  it("takes columns in any order and case, with blanks around them, and keeps others", () => {
    const table = parse("\ufeffYear , LYRICS,Genre, FileName ,language\r\n1999,la la, pop ,a.ogg, english \r\n");
    expect(table.diagnostics).toEqual([]);
    expect(table.header).toEqual(["Year", "LYRICS", "Genre", "FileName", "language"]);
    expect(table.records[0]).toMatchObject({ filename: "a.ogg", language: "english", genre: "pop", lyrics: "la la" });
    expect(table.records[0]!.cells[0]).toMatchObject({ value: "1999", quoted: false });
  });

  it("finds the values of random tables again", () => {
    for (let seed = 0; seed < 100; seed++) {
      const { bytes, header, rows } = randomTable(seed, ["filename", "language", "genre", "lyrics", "note"]);
      const table = parse(bytes);
      expect(table.diagnostics).toEqual([]);
      expect(table.records.map(({ filename, language, genre, lyrics }) => [filename, language, genre, lyrics])).toEqual(
        rows.map((cells) =>
          ["filename", "language", "genre", "lyrics"].map((name) => {
            const { value } = cells[header.indexOf(name)]!;
            if (name === "filename") return value;
            return name === "lyrics"
              ? lyricsOrNone(value, cells[header.indexOf("filename")]!.value)
              : present(value.trim());
          }),
        ),
      );
    }
  });

  it("takes missing values of pandas for empty cells, in every known column but the file name", () => {
    const { records } = parse(
      'filename,language,genre,lyrics\nnan,NaN, N/A ,nan\nnone,None,<NA>," null\n"\nb,nan nan,-,na na na\n',
    );
    expect(records.map(({ filename, language, genre, lyrics }) => [filename, language, genre, lyrics])).toEqual([
      ["nan", "", "", ""],
      ["none", "", "", ""],
      ["b", "nan nan", "", "na na na"],
    ]);
  });

  it("reads 10,000 rows", () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => `song ${row}.ogg,english,pop,"line\nline ${row}"\n`);
    const { records, diagnostics } = parse(`filename,language,genre,lyrics\n${rows.join("")}`);
    expect(diagnostics).toEqual([]);
    expect(records.at(-1)).toMatchObject({
      row: 10_000,
      firstLine: 20_000,
      lastLine: 20_001,
      lyrics: "line\nline 9999",
    });
  });
});

describe("a table of which nothing can be used", () => {
  it.each([
    ["", "table-empty", 1],
    ["\ufeff\n\n", "table-empty", 1],
    ["\n\nfilename,language,genre,lyrics\n\n", "table-empty", 3],
    ["singer,language\na.ogg,english\n", "column-filename-missing", 1],
    ["\n\nsinger,language\na.ogg,english\n", "column-filename-missing", 3],
  ])("%j: %s at line %i", (text, code, line) => {
    const table = parse(text);
    expect(table.records).toEqual([]);
    expect(codes(table)).toContainEqual([code, line]);
  });

  it("is said to lack a header, and which", () => {
    const { diagnostics } = parse("english;a.ogg;folk;la\nenglish;b.ogg;folk;la\n");
    expect(diagnostics).toMatchObject([
      { code: "column-filename-missing", suggestion: "language,filename,genre,lyrics" },
    ]);
    expect(diagnostics[0]!.remedy).toContain("header");
  });
});

describe("a table with diagnostics", () => {
  it("does without languages and lyrics, and says so at the header", () => {
    const table = parse("\nfilename\na.ogg\n");
    expect(codes(table)).toEqual([
      ["column-language-missing", 2],
      ["column-lyrics-missing", 2],
    ]);
    expect(table.records[0]).toMatchObject({ filename: "a.ogg", language: "", lyrics: "", usable: true });
  });

  it("uses the first of two columns of one name", () => {
    const table = parse("filename,language,lyrics,Language\na.ogg,english,la,french\n");
    expect(codes(table)).toEqual([["column-duplicate", 1]]);
    expect(table.records[0]!.language).toBe("english");
  });

  it("keeps the first of several rows of one name, compared in NFC", () => {
    const table = parse("filename,language,lyrics\né.ogg,a,\nb.ogg,b,\ne\u0301.ogg,c,\né.ogg,d,\n");
    expect(codes(table)).toEqual([
      ["filename-duplicate", 4],
      ["filename-duplicate", 5],
    ]);
    expect(table.diagnostics[0]).toMatchObject({ file: FILE, row: 3, filename: "e\u0301.ogg", severity: "error" });
    expect(table.diagnostics[0]!.message).toContain("line 2");
    expect(table.records.map(({ usable }) => usable)).toEqual([true, true, false, false]);
  });

  it("does not count a row that is left out as the first of its name", () => {
    const table = parse("filename,lyrics,language\na.ogg,x,y,z\na.ogg,x,y\n");
    expect(codes(table)).toEqual([["row-too-long", 2]]);
    expect(table.records.map(({ usable }) => usable)).toEqual([false, true]);
  });

  it("leaves out rows without a name and rows with too many fields; a short row is filled up", () => {
    const table = parse("filename,language,lyrics,genre\n,a,b,c\n  ,a,b,c\na, b.ogg,a,b,c\nd.ogg,a\ne.ogg,a,b,c,,\n");
    expect(codes(table)).toEqual([
      ["filename-empty", 2],
      ["filename-empty", 3],
      ["row-too-long", 4],
      ["row-too-short", 5],
    ]);
    expect(table.diagnostics[2]!.message).toContain("5 fields where the header has 4");
    expect(table.records.map(({ usable }) => usable)).toEqual([false, false, false, true, true]);
    expect(table.records[3]).toMatchObject({ filename: "d.ogg", language: "a", genre: "", lyrics: "" });
  });

  it("leaves out a header that stands there again, but no row that shares a cell with it", () => {
    const table = parse("File Name,genre\na.ogg,rock\n file name ,Genre\nb.ogg,genre\nfile name,\n");
    expect(codes(table)).toEqual([
      ["column-language-missing", 1],
      ["column-lyrics-missing", 1],
      ["header-repeated", 3],
    ]);
    expect(table.records.map(({ usable }) => usable)).toEqual([true, false, true, true]);
  });

  it("leaves out rows with NUL bytes", () => {
    const table = parse('filename,language,lyrics\na.ogg,french,"x\n\0"\nb.ogg,french,x\n');
    expect(codes(table)).toEqual([["nul-byte", 3]]);
    expect(table.records.map(({ usable }) => usable)).toEqual([false, true]);
  });

  it("leaves out what a broken quote swallows and keeps the rest", () => {
    const table = parse(
      'filename,language,lyrics\na.ogg,en,"la\nb.ogg,en,"la"\nc.ogg,en,la\nd.ogg,en,"la\ne.ogg,en,la\n',
    );
    expect(codes(table)).toEqual([
      ["quoting-broken", 2],
      ["quoting-broken", 5],
    ]);
    expect(table.diagnostics[0]!.message).toContain("lines 2 to 3");
    expect(table.diagnostics[1]!.message).toContain("end of the file");
    expect(table.records.filter(({ usable }) => usable).map(({ filename }) => filename)).toEqual(["c.ogg"]);
  });

  it("keeps a stray quote and warns", () => {
    const table = parse('filename,language,lyrics\n12" mix.ogg,en,la\n');
    expect(codes(table)).toEqual([["quote-stray", 2]]);
    expect(table.records[0]).toMatchObject({ filename: '12" mix.ogg', usable: true });
  });
});
