import { describe, expect, it } from "vitest";
import { indexNames, textColumn } from "../../../src/shared/search/text-column.ts";

describe("texts that lie one after the other", () => {
  it("are those that were written, the empty ones too", () => {
    const texts = ["a", "", "Café", "дождь", ""];
    const bytes = Buffer.from(texts.join(""));
    let end = 0;
    const ends = Float64Array.from(texts, (text) => (end += Buffer.byteLength(text)));
    const column = textColumn(ends, (from, to) => bytes.toString("utf8", from, to));
    expect(column.length).toBe(5);
    expect(texts.map((_, row) => column.at(row))).toEqual(texts);
    expect([column.at(5), column.at(-1)]).toEqual([undefined, undefined]);
  });
});

describe("an index of names", () => {
  it("finds each of many, in whichever form its accents are written, and no other", async () => {
    let pauses = 0;
    const names = Array.from({ length: 25_000 }, (_, row) => `Canción ${row}.mp3`.normalize(row % 2 ? "NFC" : "NFD"));
    const find = await indexNames(names, () => Promise.resolve(pauses++));
    expect(pauses).toBe(12);
    for (let row = 0; row < names.length; row += 7) {
      expect([row, find(names[row]!.normalize("NFC")), find(names[row]!.normalize("NFD"))]).toEqual([row, row, row]);
    }
    expect(find("Canción 25000.mp3")).toBeUndefined();
    expect((await indexNames([], () => Promise.resolve()))("a")).toBeUndefined();
  });

  it("finds the last of rows with one name", async () => {
    const find = await indexNames(["a", "b", "a"], () => Promise.resolve());
    expect([find("a"), find("b")]).toEqual([2, 1]);
  });
});
