import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/engine/dataset/table/csv.ts";
import { lineAt, lineStarts } from "../../src/engine/dataset/table/lines.ts";
import { randomTable } from "./random-table.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const valuesOf = (text: string): string[][] =>
  readCsv(bytesOf(text)).records.map(({ cells }) => cells.map(({ value }) => value));

/** The editor line of a byte, by splitting the text before it. */
function slowLine(bytes: Uint8Array, byte: number): number {
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, byte));
  const endsInside = before.endsWith("\r") && bytes[byte] === 0x0a;
  return (endsInside ? before.slice(0, -1) : before).split(/\r\n|\n|\r/).length;
}

describe("readCsv", () => {
  it("finds every cell of random tables again, with its bytes and lines", () => {
    for (let seed = 0; seed < 300; seed++) {
      const { bytes, header, rows } = randomTable(seed, ["filename", "language", "genre", "lyrics"]);
      const { records } = readCsv(bytes);
      expect(records.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
        header,
        ...rows.map((cells) => cells.map(({ value }) => value)),
      ]);
      rows.forEach((cells, row) => {
        const record = records[row + 1]!;
        expect(record.quoteError).toBeUndefined();
        expect(record.cells.map(({ start, end }) => [start, end])).toEqual(cells.map(({ start, end }) => [start, end]));
        expect(record.cells.map(({ quoted }) => quoted)).toEqual(cells.map(({ raw }) => raw.startsWith('"')));
        expect([record.start, record.end]).toEqual([cells[0]!.start, cells.at(-1)!.end]);
        expect(record.firstLine).toBe(slowLine(bytes, record.start));
        expect(record.lastLine).toBe(slowLine(bytes, record.end));
      });
    }
  });

  it("reads what Python's csv module reads", () => {
    const golden = JSON.parse(readFileSync(new URL("../golden/csv-reader.json", import.meta.url), "utf8")) as {
      cases: { text: string; rows: string[][] }[];
    };
    expect(golden.cases.length).toBeGreaterThan(8);
    // Rows of nothing but separators are the empty rows of spreadsheets to us, records to Python.
    const filled = (rows: string[][]): string[][] => rows.filter((cells) => cells.some((cell) => cell !== ""));
    for (const { text, rows } of golden.cases)
      expect({ text, rows: filled(valuesOf(text)) }).toEqual({ text, rows: filled(rows) });
  });

  it("counts CRLF inside quotes once", () => {
    const { records } = readCsv(bytesOf('f,l\r\na,"x\r\ny\r\nz"\r\nb,c\r\n'));
    expect(records.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
      [1, 1],
      [2, 4],
      [5, 5],
    ]);
  });

  it("skips blank lines and lines of blanks, and counts them as lines", () => {
    const { records } = readCsv(bytesOf("f\n\n  \n\t\na\n"));
    expect(records.map(({ cells, firstLine }) => [cells[0]!.value, firstLine])).toEqual([
      ["f", 1],
      ["a", 5],
    ]);
  });

  it("keeps a quoted blank cell of a one-column table, which is a row", () => {
    expect(valuesOf('f\n""\n" "\n')).toEqual([["f"], [""], [" "]]);
  });

  it("keeps a stray quote and goes on", () => {
    const { records } = readCsv(bytesOf('f,l\n12" mix,en\nb,c\n'));
    expect(records[1]!.quoteError).toEqual({ kind: "stray", line: 2 });
    expect(records[1]!.cells.map(({ value }) => value)).toEqual(['12" mix', "en"]);
    expect(records[2]!.quoteError).toBeUndefined();
    expect(records[2]!.cells[0]!.value).toBe("b");
  });

  it("names the line where a quote opened that another cell's quote closed, and reads the rows behind it", () => {
    const { records } = readCsv(bytesOf('f,l\na,"hello\nb,"world"\nc,d\n'));
    expect(records).toHaveLength(3);
    expect(records[1]).toMatchObject({ quoteError: { kind: "broken", line: 2 }, firstLine: 2, lastLine: 3 });
    expect(records[2]!.cells.map(({ value }) => value)).toEqual(["c", "d"]);
  });

  it("names the line where a quote opened that nothing closes", () => {
    const { records } = readCsv(bytesOf('f,l\na,b\nc,\n\nd,"e\nf,g\n'));
    expect(records.at(-1)).toMatchObject({ quoteError: { kind: "unclosed", line: 5 }, firstLine: 5, start: 12 });
    expect(records).toHaveLength(4);
  });

  it("names the line of an unclosed quote even where the cell has another quote error", () => {
    const { records } = readCsv(bytesOf('f,l\na,b\n"c"d,en\nok,1'));
    expect(records).toHaveLength(3);
    expect(records[2]).toMatchObject({ quoteError: { kind: "unclosed", line: 3 }, cells: [] });
  });

  it("keeps the row whose first cell is empty and whose next is never closed", () => {
    const { records } = readCsv(bytesOf('f,l\n,"e\nok,1'));
    expect(records[1]).toMatchObject({ quoteError: { kind: "unclosed", line: 2 }, firstLine: 2, lastLine: 3 });
  });

  it("has no records for an empty file, a byte-order mark alone, and blank lines", () => {
    for (const text of ["", "\ufeff", "\n\r\n\r"]) expect(readCsv(bytesOf(text)).records).toEqual([]);
  });
});

describe("lines", () => {
  it("end at LF, CRLF and a lone CR", () => {
    const starts = lineStarts(bytesOf("a\nb\r\nc\rd\r\r\n"));
    expect([...starts]).toEqual([0, 2, 5, 7, 9, 11]);
    expect([0, 1, 2, 3, 4, 5, 8, 9, 10, 11].map((byte) => lineAt(starts, byte))).toEqual([
      1, 1, 2, 2, 2, 3, 4, 5, 5, 6,
    ]);
  });
});
