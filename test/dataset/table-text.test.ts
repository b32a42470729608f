import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { decodeTable, encodeTable } from "../../src/engine/dataset/text/table-text.ts";
import { repairedMojibake } from "../../src/engine/dataset/text/mojibake.ts";
import { whatFileIs } from "../../src/engine/dataset/text/what-file-is.ts";

const place = { file: "data/lyrics/lyrics.csv" };
const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Written by Python's codecs. */
interface Golden {
  readonly files: readonly { codec: string; encoding: string; sure: boolean; text: string; base64: string }[];
  readonly twice: readonly { text: string; damaged: string }[];
}
const golden = JSON.parse(readFileSync(new URL("../golden/table-encodings.json", import.meta.url), "utf8")) as Golden;

describe("the encodings of tables, against Python's codecs", () => {
  it.each(golden.files)("$codec: $text", ({ encoding, text, base64, sure }) => {
    const bytes = Buffer.from(base64, "base64");
    const read = decodeTable(bytes);
    expect([read.encoding, read.mixed]).toEqual([encoding, undefined]);
    expect(textOf(read.text)).toBe(text);
    expect(read.guessed).toBe(!sure);
    // Every byte is kept where nothing changes, and only what is added is added.
    expect(hex(encodeTable(read, read.text, place))).toBe(hex(bytes));
    const more = encodeTable(read, Buffer.from(`${text}x`), place);
    expect(textOf(decodeTable(more, encoding).text)).toBe(`${text}x`);
    expect(hex(more.subarray(0, bytes.length))).toBe(hex(bytes));
  });

  it("takes the user's word for it", () => {
    const bytes = Buffer.from("d1e5f0e4f6e5", "hex");
    expect(textOf(decodeTable(bytes, "windows-1251").text)).toBe("Сердце");
    expect(textOf(decodeTable(bytes, "windows-1252").text)).toBe("Ñåðäöå");
  });

  it("says which character the encoding lacks, and what to do", () => {
    const read = decodeTable(Buffer.from("filename\ncaf\xe9.mp3\n", "latin1"));
    expect(() => encodeTable(read, Buffer.from("filename\nবাংলা\n"), place)).toThrow(
      /Windows-1252 \(Western European\) text, which has no character “ব”/,
    );
    try {
      encodeTable(read, Buffer.from("ব"), place);
    } catch (error) {
      expect(error).toMatchObject({
        place: { ...place, remedy: expect.stringContaining("Convert it to UTF-8 first") as string },
      });
    }
    // What Windows-1252 has beyond ISO-8859-1 is written with its own bytes.
    expect(hex(encodeTable(read, Buffer.from("“€”"), place))).toBe("938094");
  });

  it("does not write to a file of which not every byte would come back", () => {
    // Half of a pair of surrogates, and a byte too many.
    const utf16 = Buffer.concat([Buffer.from("\ufefffilename\n\ud800\n", "utf16le"), Buffer.of(0x41)]);
    expect(() => encodeTable(decodeTable(utf16), Buffer.from("filename\n"), place)).toThrow(/cannot be written/);
  });
});

describe("a file in UTF-8 of which some lines are not", () => {
  const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");
  const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");

  it("is read line by line, and not written to", () => {
    const read = decodeTable(
      Buffer.concat([utf8("filename,lyrics\na,বাংলা\nb,été\n"), latin1("c,\xe9t\xe9\n"), utf8("d,日本\n")]),
    );
    expect(read).toMatchObject({ encoding: "utf-8", mixed: { lines: [4], encoding: "windows-1252" } });
    expect(textOf(read.text)).toBe("filename,lyrics\na,বাংলা\nb,été\nc,été\nd,日本\n");
    expect(() => encodeTable(read, read.text, place)).toThrow(/cannot be written/);
  });

  it("keeps the rest of a line that was cut off within a character", () => {
    const read = decodeTable(Buffer.concat([utf8("f,l\r\na,বাংলা").subarray(0, -1), utf8("\r\nb,c\r\n")]));
    expect(read.mixed?.lines).toEqual([2]);
    expect(textOf(read.text)).toBe("f,l\r\na,বাংল\ufffd\r\nb,c\r\n");
  });

  it("is UTF-8 if it has the mark of it, however many of its lines are not", () => {
    const read = decodeTable(Buffer.concat([utf8("\ufefff,l\n"), latin1("a,\xe9t\xe9\nb,p\xe8re\n")]));
    expect(read.mixed?.lines).toEqual([2, 3]);
    expect(textOf(read.text)).toBe("\ufefff,l\na,été\nb,père\n");
  });

  it("is in another encoding throughout where hardly a line is UTF-8", () => {
    expect(decodeTable(latin1("f,l\na,\xe9t\xe9\nb,\xe8\n"))).toMatchObject({
      encoding: "windows-1252",
      guessed: true,
    });
  });
});

describe("text that was encoded twice", () => {
  it.each(golden.twice)("$damaged is $text", ({ text, damaged }) => {
    expect(repairedMojibake(damaged)).toBe(text);
    expect(repairedMojibake(text)).toBeUndefined();
  });

  it.each([
    "",
    "la la",
    "café",
    "São Paulo",
    "Ã",
    "Ã la carte",
    "naïve façade",
    "50 €",
    "বাংলা cafÃ©",
    "“quoted” — text…",
    "Â",
  ])("%j is as it is meant", (text) => {
    expect(repairedMojibake(text)).toBeUndefined();
  });
});

describe("files that are no tables", () => {
  it.each([
    ["PK\x03\x04\x14\0\x06\0[Content_Types].xml", "an Excel workbook (.xlsx)"],
    ["PK\x03\x04\x14\0\0\0xl/worksheets/sheet1.xml", "an Excel workbook (.xlsx)"],
    [
      "PK\x03\x04\x14\0\0\x08mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
      "a LibreOffice spreadsheet (.ods)",
    ],
    ["PK\x03\x04\x14\0Index/Document.iwa", "a Numbers spreadsheet (.numbers)"],
    ["PK\x03\x04\x14\0lyrics.csv", "a ZIP archive"],
    ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"],
    ["\x1f\x8b\x08\0", "a gzip archive (.gz)"],
    ["%PDF-1.7\n", "a PDF document"],
    ["\xef\xbb\xbf\n<!DOCTYPE html><html>", "a web page"],
    ["<html lang=en>", "a web page"],
    ["<?xml version='1.0'?>", "an XML file"],
    ['[\n  {\n "filename": "a.mp3"', "a JSON file"],
    ['{"filename":["a.mp3"]}', "a JSON file"],
    ["\x89PNG\r\n\x1a\n", "a picture (PNG)"],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:", "a Git LFS pointer, not the file itself"],
  ])("%j is %s", (head, what) => {
    expect(whatFileIs(Buffer.from(head, "latin1"))?.what).toBe(what);
  });

  it.each([
    "filename,lyrics\n",
    "\xef\xbb\xbffilename",
    "",
    "[Intro],la\n",
    "PK,a\n",
    "<3 you.mp3,la\n",
    "{a},b\n",
    "versions,a\n",
  ])("%j may be a table", (head) => {
    expect(whatFileIs(Buffer.from(head, "latin1"))).toBeUndefined();
  });
});
