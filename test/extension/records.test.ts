import { describe, expect, it } from "vitest";
import { parseLyricsTable } from "../../src/engine/dataset/lyrics-table.ts";
import { readCsv } from "../../src/engine/dataset/csv.ts";
import { createRng } from "../../src/engine/core/rng.ts";
import { createRecordIndex, readRecords } from "../../src/extension/workspace/records.ts";
import { scanRecords } from "../../src/extension/workspace/scan-records.ts";
import { randomTable } from "../dataset/random-table.ts";
import { FakeDocument } from "./fake-vscode/editor.ts";
import { Uri } from "./fake-vscode/basics.ts";

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("scanRecords", () => {
  it("finds the cells and lines that the engine's reader finds, in random tables", () => {
    for (let seed = 0; seed < 300; seed++) {
      const { bytes } = randomTable(seed, ["filename", "language", "genre", "lyrics"]);
      const expected = readCsv(bytes).records.map(({ cells, firstLine, lastLine }) => ({
        cells: cells.map(({ value }) => value),
        firstLine,
        lastLine,
      }));
      expect(scanRecords(decode(bytes))).toEqual(expected);
    }
  });

  it("reads broken quoting as the engine does", () => {
    const pieces = ['"', '""', ",", "\n", "\r\n", "a", " ", "é"];
    for (let seed = 0; seed < 2000; seed++) {
      const rng = createRng(seed, "broken quotes");
      const text = Array.from({ length: 1 + rng.integer(14) }, () => pieces[rng.integer(pieces.length)]!).join("");
      const expected = readCsv(new TextEncoder().encode(text)).records.map(({ cells, firstLine, lastLine }) => ({
        cells: cells.map(({ value }) => value),
        firstLine,
        lastLine,
      }));
      expect({ text, records: scanRecords(text) }).toEqual({ text, records: expected });
    }
  });
});

describe("readRecords", () => {
  it("agrees with the engine's table: columns in any order, rows counted from 1", () => {
    for (let seed = 0; seed < 100; seed++) {
      const { bytes } = randomTable(seed, ["Filename", " lyrics", "extra", "genre", "LANGUAGE"]);
      const expected = parseLyricsTable(bytes, "lyrics.csv").records.map(
        ({ row, firstLine, lastLine, filename, language, genre, lyrics }) => ({ row, firstLine, lastLine, filename, language, genre, lyrics }),
      );
      expect(readRecords(decode(bytes)).all).toEqual(expected);
    }
  });

  it("finds a record by any of its lines and by its name in either normal form", () => {
    const records = readRecords('filename,lyrics\ncafe\u0301.ogg,"one\ntwo\n\nfour"\n\nb.ogg,x\n');
    expect([1, 2, 3, 5, 6, 7, 8].map((line) => records.at(line)?.filename)).toEqual([
      undefined, "cafe\u0301.ogg", "cafe\u0301.ogg", "cafe\u0301.ogg", undefined, "b.ogg", undefined,
    ]);
    expect(records.named("caf\u00e9.ogg")?.firstLine).toBe(2);
  });

  it("has no records without a column of file names", () => {
    expect(readRecords("name,lyrics\na.ogg,x\n").all).toEqual([]);
  });
});

describe("createRecordIndex", () => {
  it("reads a document again only when its text has changed", () => {
    const document = new FakeDocument(Uri.file("/w/data/lyrics/lyrics.csv"), "filename\na.ogg\nb.ogg\n");
    const index = createRecordIndex();
    const before = index.of(document as never);
    expect(index.of(document as never)).toBe(before);
    document.replace("filename\nnew.ogg\na.ogg\nb.ogg\n");
    expect(index.of(document as never).named("b.ogg")?.firstLine).toBe(4);
  });
});
