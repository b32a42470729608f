import { describe, expect, it } from "vitest";
import { parseLyricsTable } from "../../src/engine/dataset/table/lyrics-table.ts";
import { createTableIndex } from "../../src/extension/lyrics/records/table-index.ts";
import { createRecordIndex, readRecords } from "../../src/extension/workspace/records.ts";
import { randomTable } from "../dataset/random-table.ts";
import { FakeDocument } from "./fake-vscode/editor.ts";
import { Uri } from "./fake-vscode/basics.ts";

/** An editor knows lines, not how they end. */
const lineEnds = (value: string): string => value.replaceAll(/\r\n|\r/g, "\n");
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("readRecords", () => {
  it("agrees with the engine's table: columns in any order, rows counted from 1", () => {
    for (let seed = 0; seed < 100; seed++) {
      const { bytes } = randomTable(seed, ["Filename", " lyrics", "extra", "genre", "LANGUAGE"]);
      const expected = parseLyricsTable(bytes, "lyrics.csv").records.map(
        ({ row, firstLine, lastLine, filename, language, genre, lyrics }) => ({
          row,
          firstLine,
          lastLine,
          filename: lineEnds(filename),
          language: lineEnds(language),
          genre: lineEnds(genre),
          lyrics: lineEnds(lyrics),
        }),
      );
      const records = readRecords(decode(bytes));
      expect(expected.map(({ firstLine }) => records.at(firstLine))).toEqual(expected);
      expect(records.listed()).toEqual(expected.map(({ lyrics, ...listed }) => listed));
    }
  });

  it("finds a record by any of its lines and by its name in either normal form", () => {
    const records = readRecords('filename,lyrics\ncafe\u0301.ogg,"one\ntwo\n\nfour"\n\nb.ogg,x\n');
    expect([1, 2, 3, 5, 6, 7, 8].map((line) => records.at(line)?.filename)).toEqual([
      undefined,
      "cafe\u0301.ogg",
      "cafe\u0301.ogg",
      "cafe\u0301.ogg",
      undefined,
      "b.ogg",
      undefined,
    ]);
    expect(records.named("caf\u00e9.ogg")?.firstLine).toBe(2);
  });

  it("has no records without a column of file names", () => {
    expect(readRecords("colour,lyrics\na.ogg,x\n").listed()).toEqual([]);
  });
});

describe("createRecordIndex", () => {
  it("has the records of a document's present text", () => {
    const document = new FakeDocument(Uri.file("/w/data/lyrics/lyrics.csv"), "filename\na.ogg\nb.ogg\n");
    const tables = createTableIndex();
    const index = createRecordIndex(tables);
    expect(index.of(document as never).named("b.ogg")?.firstLine).toBe(3);
    document.replace("filename\nnew.ogg\na.ogg\nb.ogg\n");
    expect(index.of(document as never).named("b.ogg")?.firstLine).toBe(4);
    tables.dispose();
  });
});
