import { describe, expect, it } from "vitest";
import { createRng } from "../../src/engine/core/rng.ts";
import { readCleanCsv } from "../../src/engine/dataset/table/clean-csv.ts";
import { readCsv, readBrokenCsv } from "../../src/engine/dataset/table/csv.ts";
import { lineStarts } from "../../src/engine/dataset/table/lines.ts";
import { bomLength } from "../../src/engine/dataset/text/table-text.ts";
import { randomTable } from "./random-table.ts";

const start = (bytes: Uint8Array) => ({ offset: bomLength(bytes), separator: "," });
const clean = (bytes: Uint8Array) => readCleanCsv(bytes, start(bytes), lineStarts(bytes));
const careful = (bytes: Uint8Array) => readBrokenCsv(bytes, start(bytes), lineStarts(bytes));

describe("the quick reader of clean files", () => {
  it("reads what csv-parse reads from tables that follow the rules", () => {
    for (let seed = 0; seed < 300; seed++) {
      const { bytes } = randomTable(seed, ["filename", "language", "genre", "lyrics"]);
      const records = careful(bytes);
      // A quote inside a cell without quotes is a quote error, and not read here.
      if (records.every(({ quoteError }) => quoteError === undefined)) expect(clean(bytes)).toEqual(records);
    }
  });

  it("reads what csv-parse reads from any text of commas, quotes and line ends, or leaves it alone", () => {
    const pieces = ["a", ",", ",", '"', '""', '"x"', "\n", "\r\n", "\r", " ", "é", "日"];
    let read = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const rng = createRng(seed, "clean");
      const text = Array.from({ length: rng.integer(12) }, () => pieces[rng.integer(pieces.length)]!).join("");
      const bytes = new TextEncoder().encode(seed % 5 === 0 ? `\ufeff${text}` : text);
      const records = clean(bytes);
      if (records === undefined) continue;
      read++;
      expect({ text, records }).toEqual({ text, records: careful(bytes) });
    }
    expect(read).toBeGreaterThan(1000);
  });

  it.each([['a,b"c\n'], ['"a"b\n'], ['a,"b\n'], ['"a" ,b\n']])(
    "leaves %j to the careful one, which tells the quote error",
    (text) => {
      const bytes = new TextEncoder().encode(text);
      expect(clean(bytes)).toBeUndefined();
      expect(readCsv(bytes).records[0]!.quoteError).toBeDefined();
    },
  );

  it("reads bytes that are not UTF-8 as csv-parse does", () => {
    const bytes = Uint8Array.of(0x61, 0xff, 0x2c, 0x22, 0xc3, 0x22, 0x0a);
    expect(clean(bytes)).toEqual(careful(bytes));
  });
});
